"""What processes that work together say, in English and Chinese."""

from autograd_lab.i18n import add_messages

add_messages(
    {
        "dist.no_group": (
            "Default process group has not been initialized, please make sure to call init_process_group.",
            "默认进程组还没有建立：请先调用 init_process_group。",
        ),
        "dist.twice": (
            "trying to initialize the default process group twice! Call destroy_process_group() first.",
            "默认进程组已经建立过了！请先调用 destroy_process_group()。",
        ),
        "dist.backend": (
            "there is no backend {got!r}: use 'gloo' (CPU), 'nccl' (GPU) or 'mpi'",
            "没有名为 {got!r} 的后端：请用 'gloo'（CPU）、'nccl'（GPU）或 'mpi'",
        ),
        "dist.init_method": (
            "init_method={got!r} is not known: use 'env://' or 'tcp://host:port'",
            "不认识 init_method={got!r}：请用 'env://' 或 'tcp://主机:端口'",
        ),
        "dist.environment": (
            "the environment variables {missing} are not set. `python -m autograd_lab.distributed.run -n 2 script.py` "
            "sets them; or give init_method='tcp://localhost:29500', rank and world_size.",
            "没有设置环境变量 {missing}。`python -m autograd_lab.distributed.run -n 2 script.py` 会设置它们；"
            "也可以给出 init_method='tcp://localhost:29500'、rank 和 world_size。",
        ),
        "dist.variable": (
            "the environment variable {variable} should be a number, not {got!r}",
            "环境变量 {variable} 应当是一个整数，而不是 {got!r}",
        ),
        "dist.rank": (
            "rank {rank} is not one of 0 to {size} - 1: give both rank and world_size",
            "rank {rank} 不在 0 到 {size} - 1 之间：rank 和 world_size 都要给出",
        ),
        "dist.ranks": (
            "ranks {ranks} are not different numbers from 0 to {size} - 1",
            "ranks {ranks} 应当是 0 到 {size} - 1 之间互不相同的编号",
        ),
        "dist.not_in_group": (
            "process {rank} is not in the group, whose processes are {ranks}",
            "进程 {rank} 不在这个组里，组里的进程是 {ranks}",
        ),
        "dist.outside": (
            "Running {call} on global rank {rank} which does not belong to the given group.",
            "编号为 {rank} 的进程不属于给定的组，它的 {call} 不起作用。",
        ),
        "dist.two_ranks": (
            "give the number of the process among all (src, dst) or in the group (group_src, group_dst), not both",
            "进程的编号要么按全体给出（src、dst），要么按组内给出（group_src、group_dst），不能两个都给",
        ),
        "dist.to_itself": (
            "Invalid destination rank: process {rank} cannot send to itself",
            "目标不对：进程 {rank} 不能发给自己",
        ),
        "dist.p2p_op": (
            "Invalid ``op``. Expected ``op`` to be of type ``torch.distributed.isend`` or ``torch.distributed.irecv``.",
            "op 应当是 torch.distributed.isend 或 torch.distributed.irecv。",
        ),
        "dist.tensor": (
            "Invalid function argument. Expected parameter `{name}` to be of type torch.Tensor, but got {got}.",
            "参数 `{name}` 应当是 torch.Tensor，得到的却是 {got}。",
        ),
        "dist.tensors": (
            "Invalid function argument. Expected parameter `{name}` to be of type List[torch.Tensor].",
            "参数 `{name}` 应当是由 torch.Tensor 组成的列表。",
        ),
        "dist.list": (
            "`{name}` has {got} elements, and the group has {size} processes: there must be one for each",
            "`{name}` 有 {got} 个元素，而组里有 {size} 个进程：每个进程要有一个",
        ),
        "dist.only_root": (
            "Argument ``{name}`` must NOT be specified on non-source and non-destination ranks: only process {root} gives it.",
            "只有进程 {root} 给出 `{name}`，其他进程不要给。",
        ),
        "dist.element": (
            "`{name}[{i}]` is a {form}, and should be a {want} like the others",
            "`{name}[{i}]` 是 {form}，应当和其他的一样，是 {want}",
        ),
        "dist.whole": (
            "`{name}` has shape {got}; for all parts like `{of}` it needs shape {want} and dtype {dtype}",
            "`{name}` 的形状是 {got}；要放下所有像 `{of}` 这样的部分，形状应为 {want}，类型应为 {dtype}",
        ),
        "dist.split": (
            "`{name}` has {length} rows, which cannot be split into {sizes} for {size} processes",
            "`{name}` 有 {length} 行，不能按 {sizes} 分给 {size} 个进程",
        ),
        "dist.dtype": (
            "ReduceOp.{op} is not defined for {dtype}",
            "ReduceOp.{op} 不能用于 {dtype}",
        ),
        "dist.mismatch": (
            "process {rank} is in `{mine}`, and process {other} in `{theirs}`. All processes of a group must make the "
            "same calls in the same order, with tensors of the same shape and dtype; look for a call inside an `if "
            "rank == ...`.",
            "进程 {rank} 在执行 `{mine}`，进程 {other} 却在执行 `{theirs}`。一个组里的所有进程必须按同样的次序做同样的调用，"
            "张量的形状和类型也要相同；请检查有没有调用写在 `if rank == ...` 里。",
        ),
        "dist.form": (
            "process {rank} sent `{theirs}`, and the tensor to receive into is `{mine}`",
            "进程 {rank} 发来的是 `{theirs}`，而接收它的张量是 `{mine}`",
        ),
        "dist.lost": (
            "the connection to process {rank} is closed: it ended, or failed. Its own message says why.",
            "与进程 {rank} 的连接已经断开：它结束了，或者出错了。原因见它自己的报错。",
        ),
        "dist.silent": (
            "nothing came from process {ranks} within {seconds:g} s: it makes fewer calls than this one, or is stuck",
            "{seconds:g} 秒内没有收到进程 {ranks} 的消息：它的调用比这个进程少，或者卡住了",
        ),
        "dist.missing": (
            "the processes {ranks} did not come within {seconds:g} s; have all been started, with the same world_size?",
            "进程 {ranks} 在 {seconds:g} 秒内没有出现；它们都启动了吗？world_size 都一样吗？",
        ),
        "dist.wait": (
            "it is not done after {seconds:g} s; the other processes may not have made the same call",
            "过了 {seconds:g} 秒还没有完成；其他进程可能没有做同样的调用",
        ),
        "dist.port": (
            "process 0 cannot listen at {host}:{port} ({why}); take another MASTER_PORT",
            "进程 0 无法在 {host}:{port} 上监听（{why}）；请换一个 MASTER_PORT",
        ),
        "dist.no_store": (
            "process 0 did not answer at {host}:{port} within {seconds:g} s ({why})",
            "{seconds:g} 秒内进程 0 没有在 {host}:{port} 上应答（{why}）",
        ),
        "dist.store_gone": (
            "process 0, at {host}:{port}, has ended",
            "位于 {host}:{port} 的进程 0 已经结束",
        ),
        "dist.key": (
            "process 0 at {host}:{port} has another key: set {variable} to the same value for all processes",
            "位于 {host}:{port} 的进程 0 用的是另一把密钥：请在所有进程中把 {variable} 设为同一个值",
        ),
        "dist.no_key": (
            "processes on several machines (here {host}) prove by a key that they belong together: set {variable} to "
            "the same long random text for all of them",
            "分布在几台机器上的进程（这里是 {host}）要用密钥证明彼此是一起的：请在所有进程中把 {variable} 设为同一段足够长的随机文字",
        ),
        "dist.locked": (
            "another process has kept {path} for a minute: if none is running, delete it",
            "另一个进程占用 {path} 已有一分钟：若没有进程在运行，请删除它",
        ),
        "dist.local_rank": (
            "LOCAL_RANK is not in the environment: start the script with python -m autograd_lab.distributed.run, or give "
            "fallback_rank",
            "环境中没有 LOCAL_RANK：请用 python -m autograd_lab.distributed.run 启动脚本，或给出 fallback_rank",
        ),
        "dist.key_missing": (
            "nobody set {key!r} within {seconds:g} s",
            "{seconds:g} 秒内没有进程设置 {key!r}",
        ),
        "dist.no_mpi": (
            "the backend 'mpi' needs mpi4py and an MPI: pip install 'autograd-lab[dist]' ({why})",
            "后端 'mpi' 需要 mpi4py 和一套 MPI：pip install 'autograd-lab[dist]'（{why}）",
        ),
        "dist.mpi_threads": (
            "this MPI does not allow calls from several threads (MPI_THREAD_MULTIPLE)",
            "这套 MPI 不允许多个线程调用它（MPI_THREAD_MULTIPLE）",
        ),
        "dist.no_nccl": (
            "CuPy finds no NCCL: pip install 'nvidia-nccl-cu13', or use the backend 'gloo'",
            "CuPy 找不到 NCCL：请 pip install 'nvidia-nccl-cu13'，或者用后端 'gloo'",
        ),
        "dist.nccl_no_gpu": (
            "the backend 'nccl' needs GPUs; on CPUs use 'gloo'",
            "后端 'nccl' 需要 GPU；在 CPU 上请用 'gloo'",
        ),
        "dist.nccl_any": (
            "NCCL has to know from whom to receive: give src",
            "NCCL 必须知道从哪个进程接收：请给出 src",
        ),
        "dist.nccl_dtype": (
            "NCCL does not know {dtype}",
            "NCCL 不认识 {dtype}",
        ),
        "dist.nccl_op": (
            "NCCL does not know ReduceOp.{op}",
            "NCCL 不认识 ReduceOp.{op}",
        ),
        "dist.spawn.raised": (
            "\n\n-- Process {i} terminated with the following error:\n{traceback}",
            "\n\n-- 进程 {i} 出错而终止：\n{traceback}",
        ),
        "dist.spawn.died": (
            "process {i} terminated with {how}",
            "进程 {i} 意外结束（{how}）",
        ),
        "dist.run.about": (
            "Run a script in several processes that know of each other.",
            "在几个互相知道的进程里运行同一个脚本。",
        ),
        "dist.run.nproc": ("how many processes on this machine", "这台机器上的进程数"),
        "dist.run.nnodes": ("how many machines", "机器的台数"),
        "dist.run.node_rank": ("which of them this is, from 0", "这是第几台，从 0 数起"),
        "dist.run.master_addr": ("the address of machine 0", "0 号机器的地址"),
        "dist.run.master_port": ("a free port of it; by default found here", "它的一个空闲端口；默认自动选取"),
        "dist.run.standalone": ("one machine only, the default", "只用一台机器（默认）"),
        "dist.run.backend": ("mpi: mpiexec starts the processes", "mpi：由 mpiexec 启动进程"),
        "dist.run.module": ("the script is a module, as in python -m", "脚本是一个模块，如 python -m"),
        "dist.run.script": ("what each process runs", "每个进程运行的脚本"),
        "dist.run.arguments": ("its arguments", "脚本的参数"),
        "dist.run.count": ("{got} is not a number of processes", "{got} 不能作为进程数"),
        "dist.run.no_port": (
            "with several machines all need the same --master-port",
            "用几台机器时，每台都要给出同一个 --master-port",
        ),
        "dist.run.failed": (
            "process {rank} failed ({status}); the others are ended",
            "进程 {rank} 失败（{status}）；其他进程随之结束",
        ),
        "dist.run.no_mpiexec": (
            "there is no mpiexec: pip install 'autograd-lab[dist]'",
            "找不到 mpiexec：pip install 'autograd-lab[dist]'",
        ),
        "ddp.devices": (
            "DistributedDataParallel: all parameters must be on one device, but they are on {devices}",
            "DistributedDataParallel：所有参数必须在同一个设备上，它们却在 {devices} 上",
        ),
        "ddp.nothing": (
            "DistributedDataParallel is not needed when a module doesn't have any parameters that require a gradient.",
            "模型里没有需要梯度的参数，用不着 DistributedDataParallel。",
        ),
        "ddp.different": (
            "the model of process {rank} is not that of process 0: {what}. Build it by the same code everywhere.",
            "进程 {rank} 的模型与进程 0 的不同：{what}。各个进程要用同样的代码建立模型。",
        ),
        "ddp.unfinished": (
            "Expected to have finished reduction in the prior iteration before starting a new one. No gradient came "
            "for {names}: their outputs did not enter the loss. If that is meant, give find_unused_parameters=True.",
            "上一次迭代的梯度还没有汇总完，就开始了新的一次。{names} 没有得到梯度：它们的输出没有进入损失。"
            "如果本来就是这样，请给出 find_unused_parameters=True。",
        ),
    }
)
