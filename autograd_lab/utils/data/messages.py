"""What data sets and loaders say, in English and Chinese."""

from autograd_lab.i18n import add_messages

add_messages(
    {
        "data.size_mismatch": (
            "Size mismatch between tensors: first dimensions are {sizes}",
            "各张量第一维的长度不一致：{sizes}",
        ),
        "data.pin": (
            "'pin_memory' argument is set as true but no accelerator is found, then device pinned memory won't be used.",
            "设置了 pin_memory=True，但没有找到加速设备，因此不会使用锁页内存。",
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
            "num_workers option should be non-negative, but got {value}; use num_workers=0 to load in this process",
            "num_workers 不能为负，却得到 {value}；在当前进程中加载请用 num_workers=0",
        ),
        "data.many_workers": (
            "This DataLoader will create {workers} worker processes, but this process may use {cores} cores only; more "
            "than that make loading slow",
            "该 DataLoader 将创建 {workers} 个工作进程，而当前进程只能使用 {cores} 个核；进程过多会使加载变慢",
        ),
        "data.timeout_negative": (
            "timeout option should be non-negative, but got {value}",
            "timeout 不能为负，却得到 {value}",
        ),
        "data.timeout_needs_workers": (
            "timeout={value} is for worker processes only; use num_workers > 0, or timeout=0",
            "timeout={value} 只对工作进程有意义；请设 num_workers > 0，或用 timeout=0",
        ),
        "data.prefetch_alone": (
            "prefetch_factor={value} is for worker processes only; use num_workers > 0, or leave it None",
            "prefetch_factor={value} 只对工作进程有意义；请设 num_workers > 0，或保持为 None",
        ),
        "data.prefetch": (
            "prefetch_factor option should be positive, but got {value}",
            "prefetch_factor 应为正数，却得到 {value}",
        ),
        "data.persistent_alone": (
            "persistent_workers option needs num_workers > 0",
            "persistent_workers 需要 num_workers > 0",
        ),
        "data.context_alone": (
            "multiprocessing_context={value} is for worker processes only; use num_workers > 0",
            "multiprocessing_context={value} 只对工作进程有意义；请设 num_workers > 0",
        ),
        "data.context": (
            "multiprocessing_context option should be a start method of this system ({known}), but got {value}",
            "multiprocessing_context 应为本系统支持的启动方式（{known}），却得到 {value}",
        ),
        "data.context_type": (
            "multiprocessing_context option should be a context object or the name of a start method, but got {got}",
            "multiprocessing_context 应为上下文对象或启动方式的名称，却得到 {got}",
        ),
        "data.worker_killed": (
            "{worker} was killed by {signal}. SIGKILL is often the system's answer to too little memory: use fewer "
            "workers or smaller batches",
            "{worker} 被信号 {signal} 终止。SIGKILL 常常意味着内存不足：请减少工作进程数或批次大小",
        ),
        "data.worker_died": (
            "{worker} ended unexpectedly, with exit code {code}. Use num_workers=0 to see the error in this process",
            "{worker} 意外结束，退出码为 {code}。用 num_workers=0 可以在当前进程中看到错误",
        ),
        "data.worker_error": (
            "{error} (in {worker}; the exception itself cannot be sent to this process)",
            "{error}（发生在 {worker} 中；该异常对象本身无法传回当前进程）",
        ),
        "data.timeout": (
            "DataLoader timed out: no batch for {seconds} seconds",
            "DataLoader 超时：{seconds} 秒内没有得到批次",
        ),
        "data.unsendable_job": (
            "{name} cannot be sent to a worker process: {why}. Use num_workers=0, or "
            "multiprocessing_context='fork' where the system has it; a package missing may be: pip install cloudpickle",
            "{name} 无法发送到工作进程：{why}。请用 num_workers=0，或在支持的系统上用 multiprocessing_context='fork'；"
            "也可能缺少一个包：pip install cloudpickle",
        ),
        "data.unsendable_batch": (
            "a worker process made a batch that cannot be sent: {why}. Return tensors, arrays, numbers, strings, and "
            "containers of these",
            "工作进程得到的批次无法传回：{why}。请返回张量、数组、数字、字符串，以及由它们组成的容器",
        ),
        "data.stop_iteration": (
            "{cls} raised StopIteration, which only ends an iterator; for an index that does not exist raise IndexError",
            "{cls} 抛出了 StopIteration，它只用于结束迭代器；下标不存在时请抛出 IndexError",
        ),
        "data.stream_longer": (
            "the length of the IterableDataset was said to be {said} batches, but {got} have been fetched; with "
            "workers each must read a part of its own, see get_worker_info",
            "IterableDataset 声称有 {said} 个批次，却已取出 {got} 个；使用多个工作进程时，"
            "每个进程应只读取自己的部分，见 get_worker_info",
        ),
        "data.resume_other": (
            "the state is of a loader with {name}={saved}, and this one has {name}={now}: its batches are others",
            "该状态来自 {name}={saved} 的 DataLoader，而当前的 {name}={now}：批次并不相同",
        ),
        "data.resume_in_order": (
            "with in_order=False batches come in no fixed order, so the middle of a pass is no place to resume from; "
            "use in_order=True, or save between two passes",
            "in_order=False 时批次没有固定顺序，因此无法从一轮的中间恢复；请用 in_order=True，或在两轮之间保存",
        ),
        "data.rank": (
            "Invalid rank {rank}, rank should be in the interval [0, {last}]",
            "rank {rank} 无效，应在 [0, {last}] 之内",
        ),
        "data.replacement": (
            "replacement should be a boolean value, but got replacement={value}",
            "replacement 应为 True 或 False，却得到 {value}",
        ),
        "data.chain_map": (
            "ChainDataset only supports IterableDataset, but one is a {got}; join those with ConcatDataset",
            "ChainDataset 只支持 IterableDataset，其中却有 {got}；这类数据集请用 ConcatDataset 连接",
        ),
        "data.stack_both": (
            "StackDataset takes data sets by position or by name, not both",
            "StackDataset 的数据集要么都按位置给出，要么都按名称给出",
        ),
        "data.stack_none": ("At least one dataset should be passed", "至少要给出一个数据集"),
        "data.stack_sizes": (
            "Size mismatch between datasets: {sizes}",
            "各数据集的长度不一致：{sizes}",
        ),
        "data.stack_items": (
            "Nested dataset's output size mismatch. Expected {expected}, got {got}",
            "其中一个数据集的 __getitems__ 应返回 {expected} 个样本，却返回 {got} 个",
        ),
        "data.subset_getitems": (
            "{cls} overrides __getitem__ but not __getitems__, which a DataLoader asks; write for example\n"
            "    def __getitems__(self, indices):\n"
            "        return [self[i] for i in indices]",
            "{cls} 重写了 __getitem__，却没有重写 DataLoader 使用的 __getitems__；例如可以写\n"
            "    def __getitems__(self, indices):\n"
            "        return [self[i] for i in indices]",
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
