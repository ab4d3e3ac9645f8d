"""Custom Functions: what their forward, their ctx and their backward may do."""

MESSAGES: dict[str, tuple[str, str]] = {
    "function.no_forward": (
        "You must implement the forward function for custom autograd.Function: a static method forward(ctx, x, ...), "
        "or forward(x, ...) together with setup_context(ctx, inputs, output)",
        "自定义的 autograd.Function 必须实现 forward：写成静态方法 forward(ctx, x, ...)，"
        "或写 forward(x, ...) 并同时实现 setup_context(ctx, inputs, output)",
    ),
    "function.no_setup_context": (
        "setup_context is not implemented.",
        "没有实现 setup_context。",
    ),
    "function.no_backward": (
        "You must implement either the backward or vjp method for your custom autograd.Function to use it with "
        "backward mode AD: a static method backward(ctx, grad_output) that returns one gradient per input of forward",
        "要对自定义的 autograd.Function 反向求导，必须实现 backward（或 vjp）："
        "写成静态方法 backward(ctx, grad_output)，为 forward 的每个输入返回一个梯度",
    ),
    "function.no_jvp": (
        "You must implement the jvp function for custom autograd.Function to use it with forward mode AD: a static "
        "method jvp(ctx, *tangents) that returns one tangent per output",
        "要对自定义的 autograd.Function 使用前向模式求导，必须实现 jvp："
        "写成静态方法 jvp(ctx, *tangents)，为每个输出返回一个切向量",
    ),
    "function.no_vmap": (
        "To use autograd.Function with vmap, you must either override the vmap staticmethod or set "
        "generate_vmap_rule=True.",
        "要在 vmap 中使用 autograd.Function，必须实现静态方法 vmap，或设置 generate_vmap_rule=True。",
    ),
    "function.two_rules": (
        "Implementing both 'backward' and 'vjp' for a custom Function ({function}) is not allowed: they are two names "
        "of one thing. You should only implement one of them.",
        "自定义 Function（{function}）不能同时实现 'backward' 和 'vjp'：它们是同一个方法的两个名字。请只保留一个。",
    ),
    "function.instance": (
        "{function} should not be instantiated. Methods on autograd functions are all static, so you should invoke "
        "them on the class itself: {function}.apply(...)",
        "不应创建 {function} 的实例。autograd Function 的方法都是静态方法，请直接通过类调用：{function}.apply(...)",
    ),
    "function.called": (
        "Legacy autograd function with non-static forward method is deprecated. Write forward and backward of "
        "{function} as static methods and call {function}.apply(...)",
        "不再支持非静态 forward 的旧写法。请把 {function} 的 forward 和 backward 写成静态方法，并调用 {function}.apply(...)",
    ),
    "function.keywords": (
        "{function}.apply() cannot take {names} by keyword: backward returns its gradients in the order of forward's "
        "arguments, so none may be keyword-only, and an argument before one that is named must be given, too",
        "{function}.apply() 不能按关键字传入 {names}：backward 按 forward 参数的顺序返回梯度，"
        "因此不能有仅限关键字的参数，而且排在前面的参数也必须给出",
    ),
    "function.save_type": (
        "save_for_backward can only save Tensors, but argument {place} is of type {got} (in {function}). Keep other "
        "things as attributes: ctx.name = value",
        "save_for_backward 只能保存张量，但第 {place} 个参数（从 0 数起）的类型是 {got}（在 {function} 中）。"
        "其他东西请保存为属性：ctx.name = value",
    ),
    "function.save_forward_type": (
        "save_for_forward expects all arguments to be Tensors, but got {got}; keep other things as attributes on ctx",
        "save_for_forward 的参数都应是张量，却得到 {got}；其他东西请保存为 ctx 的属性",
    ),
    "function.mark_type": (
        "{how} can only accept Tensors, but got {got} (in {function})",
        "{how} 只接受张量，却得到 {got}（在 {function} 中）",
    ),
    "function.dirty_not_returned": (
        "Some elements marked as dirty during the forward method of {function} were not returned as output. The inputs "
        "that are modified inplace must all be outputs of the Function.",
        "{function} 的 forward 用 mark_dirty 标记的输入没有全部作为输出返回。被原地修改的输入必须都是该 Function 的输出。",
    ),
    "function.dirty_no_input": (
        "ctx.mark_dirty() in {function} received a tensor that was not an input. Only inputs that have been modified "
        "need to be marked.",
        "{function} 中的 ctx.mark_dirty() 得到了一个并非输入的张量。只需标记被修改的输入。",
    ),
    "function.dirty_view": (
        "If your Function modifies inplace an input that is a view of another Tensor, your Function cannot return more "
        "than one output ({function}). Give it view.clone(), or split it into two Functions.",
        "如果 Function 原地修改的输入是另一个张量的视图，它就只能有一个输出（{function}）。请传入 view.clone()，或拆成两个 Function。",
    ),
    "function.returned_and_saved": (
        "An input that has been returned as-is as output of {function} is being saved for backward. This is not "
        "supported if you override setup_context: return and save a view of it instead, x.view_as(x)",
        "{function} 原样返回的输入又被保存给 backward。使用 setup_context 时不支持这样做：请改为返回并保存它的视图 x.view_as(x)",
    ),
    "function.accessed_twice": (
        "saved_tensors can only be accessed once when clear_saved_tensors_on_access=True is set on the Function "
        "({function}). Keep the result in a variable.",
        "Function（{function}）设置了 clear_saved_tensors_on_access=True，因此 saved_tensors 只能读取一次。请把结果存入变量。",
    ),
    "function.count": (
        "function {name} returned an incorrect number of gradients (expected {expected}, got {got}): one per argument "
        "of forward, None for those that need none{where}",
        "{name} 返回的梯度个数不对（应为 {expected} 个，得到 {got} 个）：forward 的每个参数都要有一个，不需要梯度的返回 None{where}",
    ),
    "function.type": (
        "{name}: expected a Tensor or None as the gradient of {argument!r}, but got {got}{where}",
        "{name}：{argument!r} 的梯度应是张量或 None，却得到 {got}{where}",
    ),
    "function.constant": (
        "function {name} returned a gradient different than None for {argument!r}, but the corresponding forward input "
        "was not a Tensor; return None in its place{where}",
        "{name} 为 {argument!r} 返回了梯度，但 forward 的这个输入不是张量；请在它的位置返回 None{where}",
    ),
    "function.shape": (
        "Function {name} returned an invalid gradient for {argument!r}: got shape {got}, but expected the input's own "
        "shape {expected}{where}",
        "{name} 为 {argument!r} 返回的梯度形状不对：得到 {got}，应与该输入的形状 {expected} 相同{where}",
    ),
    "function.complex": (
        "Function {name} returned an invalid gradient for {argument!r}: got dtype {got} for an input of dtype "
        "{expected}. The gradient of a real input is real: take .real of it{where}",
        "{name} 为 {argument!r} 返回的梯度类型不对：输入的类型是 {expected}，梯度却是 {got}。实数输入的梯度也是实数：请取 .real{where}",
    ),
    "function.device": (
        "Function {name} returned an invalid gradient for {argument!r}: expected device {expected} but got {got}{where}",
        "{name} 为 {argument!r} 返回的梯度在设备 {got} 上，应在 {expected} 上{where}",
    ),
    "function.once": (
        "trying to differentiate twice a function that was marked with @once_differentiable ({backward}). For second "
        "derivatives write it with recorded operations and without the decorator",
        "试图对标有 @once_differentiable 的函数（{backward}）求二阶导数。若需要二阶导数，请用会被记录的运算来写它，并去掉该装饰器",
    ),
    "function.transform_style": (
        "In order to use an autograd.Function ({function}) with vmap, grad, jvp and the like, it must override the "
        "setup_context staticmethod: forward(x, ...) without ctx, and setup_context(ctx, inputs, output)",
        "要在 vmap、grad、jvp 等变换中使用 autograd.Function（{function}），必须实现静态方法 setup_context："
        "forward(x, ...) 不带 ctx，另写 setup_context(ctx, inputs, output)",
    ),
    "function.no_vmap_rule": (
        "You tried to vmap over {function}, but it does not have vmap support. Please override and implement the vmap "
        "staticmethod or set generate_vmap_rule=True.",
        "试图对 {function} 使用 vmap，但它不支持。请实现静态方法 vmap，或设置 generate_vmap_rule=True。",
    ),
    "function.two_vmap_rules": (
        "You tried to vmap over {function}, but it has both generate_vmap_rule=True and an overridden vmap "
        "staticmethod. Please keep one of them.",
        "试图对 {function} 使用 vmap，但它既设置了 generate_vmap_rule=True，又实现了静态方法 vmap。请只保留一个。",
    ),
    "function.vmap_pair": (
        "{function}.vmap must return two things: the output(s), and the dim(s) along which their samples lie, such as "
        "(y, 0)",
        "{function}.vmap 必须返回两项：输出，以及样本所在的维，例如 (y, 0)",
    ),
    "function.vmap_dims": (
        "{function}.vmap: out_dims {dims} do not have the structure of the {count} output(s)",
        "{function}.vmap：out_dims {dims} 的结构与 {count} 个输出不一致",
    ),
    "function.jvp_count": (
        "{function}.jvp must return one tangent per output: expected {expected}, got {got}",
        "{function}.jvp 必须为每个输出返回一个 tangent：应为 {expected} 个，得到 {got} 个",
    ),
    "view.hooked_written": (
        "A tensor of shape {shape} that passes the backward hooks of a module is a view, and is being modified inplace. "
        "The write would pass the hooks by. Use the out-of-place form, such as ReLU(inplace=False) or y = y + 1",
        "形状为 {shape} 的张量经过模块的反向钩子，是一个视图，却被原地修改；这会绕过钩子。请用非原地写法，"
        "例如 ReLU(inplace=False) 或 y = y + 1",
    ),
    "view.hooked_follows": (
        "A tensor of shape {shape} that passed the backward hooks of a module is a view, and its base or another view of "
        "its base has been modified inplace. Write out of place: x = x + 1",
        "形状为 {shape} 的张量经过了模块的反向钩子，是一个视图，而它的基张量或其他视图被原地修改了。请用非原地写法：x = x + 1",
    ),
    "view.function_written": (
        "The output of {function} is a view and is being modified inplace. This view was created inside a custom "
        "Function (or because an input was returned as-is), and writing to it would override the custom backward. "
        "Return a clone() from forward, or write out of place: y = y + 1",
        "{function} 的输出是一个视图，却被原地修改。它是在自定义 Function 中产生的（或因为原样返回了输入），"
        "原地修改会绕过你写的 backward。请在 forward 中返回 clone()，或用非原地写法：y = y + 1",
    ),
    "view.function_follows": (
        "The output of {function} is a view and its base or another view of its base has been modified inplace. The "
        "custom backward cannot follow such a write. Return a clone() from forward, or write before calling it",
        "{function} 的输出是一个视图，而它所看的张量（或其另一个视图）之后被原地修改了。"
        "自定义的 backward 无法跟踪这种修改。请在 forward 中返回 clone()，或在调用之前修改",
    ),
}
