"""What data sets and loaders say, in English and Chinese."""

from autograd_lab.i18n import add_messages

add_messages(
    {
        "data.size_mismatch": (
            "Size mismatch between tensors: first dimensions are {sizes}",
            "各张量第一维的长度不一致：{sizes}",
        ),
        "data.split_sum": (
            "Sum of input lengths ({total}) does not equal the length of the input dataset ({size})",
            "各部分长度之和 ({total}) 不等于数据集的长度 ({size})",
        ),
        "data.split_fraction": (
            "fractions {fractions} must lie between 0 and 1 and sum to at most 1",
            "比例 {fractions} 必须在 0 与 1 之间，且总和不超过 1",
        ),
        "data.empty_split": (
            "Length of split at index {index} is 0. This might result in an empty dataset.",
            "第 {index} 部分的长度为 0，得到的数据集是空的。",
        ),
        "data.batch_size": (
            "batch_size should be a positive integer value, but got batch_size={value}",
            "batch_size 必须是正整数，却得到 {value}",
        ),
        "data.num_samples": (
            "num_samples should be a positive integer value, but got num_samples={value}; the dataset is empty",
            "样本数应为正整数，却得到 {value}；数据集是空的",
        ),
        "data.shuffle_and_sampler": (
            "sampler option is mutually exclusive with shuffle",
            "sampler 与 shuffle 不能同时使用",
        ),
        "data.batch_sampler_alone": (
            "batch_sampler option is mutually exclusive with batch_size, shuffle, sampler, and drop_last",
            "batch_sampler 不能与 batch_size、shuffle、sampler、drop_last 同时使用",
        ),
        "data.iterable_shuffle": (
            "DataLoader with IterableDataset: expected unspecified shuffle and sampler options",
            "IterableDataset 只能按自己的顺序读取，不能指定 shuffle 或 sampler",
        ),
        "data.workers": (
            "num_workers={value} is not supported yet: batches are made in this process; use num_workers=0",
            "暂不支持 num_workers={value}：批次在当前进程中生成；请用 num_workers=0",
        ),
        "data.collate_type": (
            "default_collate: batch must contain tensors, numpy arrays, numbers, dicts or lists; found {got}",
            "default_collate：批次只能由张量、NumPy 数组、数字、字典或列表组成，却遇到 {got}",
        ),
        "data.collate_length": (
            "each element in list of batch should be of equal size, but got {lengths}",
            "同一批中各元素的长度必须相同，却得到 {lengths}",
        ),
        "data.no_getitem": (
            "{cls} must define __getitem__(index) to be used as a dataset",
            "{cls} 必须定义 __getitem__(index) 才能作为数据集",
        ),
        "data.no_iter": (
            "{cls} must define __iter__() to be used as a stream of samples",
            "{cls} 必须定义 __iter__() 才能逐个给出样本",
        ),
        "data.concat_empty": ("datasets should not be an empty iterable", "datasets 不能为空"),
        "data.concat_stream": (
            "ConcatDataset does not support IterableDataset",
            "ConcatDataset 不支持 IterableDataset",
        ),
        "data.concat_negative": (
            "absolute value of index should not exceed dataset length: index {index}, length {size}",
            "下标的绝对值不能超过数据集的长度：下标 {index}，长度 {size}",
        ),
        "data.concat_index": (
            "index {index} is out of range for a dataset of length {size}",
            "下标 {index} 超出范围：数据集的长度是 {size}",
        ),
        "data.drop_last": (
            "drop_last should be a boolean value, but got drop_last={value}",
            "drop_last 应为 True 或 False，却得到 {value}",
        ),
        "data.no_batches": (
            "batch_size=None option disables auto-batching and is mutually exclusive with drop_last",
            "batch_size=None 表示不分批，不能与 drop_last 同时使用",
        ),
        "data.fixed": (
            "{name} attribute should not be set after DataLoader is initialized; make a new DataLoader",
            "DataLoader 创建后不能再修改 {name}；请新建一个 DataLoader",
        ),
        "data.weights": (
            "weights should be a 1d sequence but given weights have shape {shape}",
            "weights 应为一维序列，却得到形状 {shape}",
        ),
    }
)
