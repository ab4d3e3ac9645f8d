"""What `text` says to a learner, in both languages."""

from autograd_lab.i18n import add_messages

MESSAGES = {
    "text.no_token": (
        "token {token} is not among the {size} of this vocabulary (close to it: {near}). Give unknown tokens an "
        "index: build it with specials=['<unk>'] and call set_default_index(vocab['<unk>'])",
        "词表的 {size} 个词元中没有 {token}（相近的有：{near}）。要让未知词元也有编号，"
        "请在构建时加 specials=['<unk>']，再调用 set_default_index(vocab['<unk>'])",
    ),
    "text.no_index": (
        "there is no token {index}: the {size} tokens are numbered from 0",
        "没有编号为 {index} 的词元：共有 {size} 个词元，编号从 0 开始",
    ),
    "text.token_type": (
        "a token must be a string, not {got}; give a list of strings (for an iterator of texts, cut each into tokens first)",
        "词元必须是字符串，而不是 {got}；请给出字符串的列表（若是文本的迭代器，请先把每段文本切成词元）",
    ),
    "text.token_twice": (
        "token {token} is there already, at index {index}: each token can have one index only",
        "词元 {token} 已经存在，编号是 {index}：一个词元只能有一个编号",
    ),
    "text.insert_index": (
        "a token cannot be inserted at {index}: the vocabulary has {size} tokens, so at 0 to {size}",
        "不能在位置 {index} 插入词元：词表有 {size} 个词元，位置应在 0 到 {size} 之间",
    ),
    "text.max_tokens": (
        "max_tokens is {max_tokens}, but the {specials} specials count too: make it larger",
        "max_tokens 是 {max_tokens}，而 {specials} 个特殊词元也计算在内：请把它调大",
    ),
    "text.need_text": (
        "a text must be a string, not {got}; decode bytes with .decode('utf-8')",
        "文本必须是字符串，而不是 {got}；字节串请先用 .decode('utf-8') 解码",
    ),
    "text.bpe_size": (
        "vocab_size is {vocab_size}, but the 256 bytes and the specials alone are {least} tokens: make it at least that",
        "vocab_size 是 {vocab_size}，但仅 256 个字节加上特殊词元就有 {least} 个词元：请至少取这个值",
    ),
    "text.bpe_specials": (
        "specials must be different and not empty, but are {specials}",
        "特殊词元必须互不相同且不为空，却得到 {specials}",
    ),
    "text.no_special": (
        "{token!r} is no special token here; there are: {specials}",
        "{token!r} 不是这里的特殊词元；已有的是：{specials}",
    ),
    "text.bpe_file": (
        "{path} is damaged, or was not written by BPE.save ({why}); use another copy, or train again with BPE.train",
        "{path} 已损坏，或不是由 BPE.save 写的（{why}）；请换一份副本，或用 BPE.train 重新训练",
    ),
    "text.corpus_language": (
        "there is no corpus in {language!r}; choose 'en' or 'zh'",
        "没有语言为 {language!r} 的语料；请用 'en' 或 'zh'",
    ),
    "text.no_lessons": (
        "the lessons, from which the corpus is made, are not in {path}; install autograd-lab again",
        "语料取自课程，但 {path} 中没有课程；请重新安装 autograd-lab",
    ),
    "text.no_sequences": (
        "a batch needs at least one sequence",
        "一个批次至少要有一个序列",
    ),
    "text.sequence_dim": (
        "a sequence of tokens has one dimension, but got the shape {shape}",
        "词元序列应为 1 维，却得到形状 {shape}",
    ),
    "text.piece_length": (
        "length and step must be at least 1, but are {length} and {step}",
        "length 和 step 至少为 1，却得到 {length} 和 {step}",
    ),
    "text.too_short": (
        "{tokens} tokens are too few for a piece of {length} and the token after it: choose a smaller length",
        "{tokens} 个词元不够切出长度为 {length} 的一段和它后面的一个词元：请减小 length",
    ),
    "text.batch_size": (
        "batch_size must be at least 1, but is {batch_size}",
        "batch_size 至少为 1，却得到 {batch_size}",
    ),
    "text.bleu_lengths": (
        "preds and target must be lists of the same length, one entry per text, but have {preds} and {target}",
        "preds 和 target 必须是等长的列表，每个文本一项，却分别有 {preds} 和 {target} 项",
    ),
    "text.bleu_references": (
        "target[{index}] must be a list of at least one reference; for a single one write [reference]",
        "target[{index}] 必须是至少含一个参考译文的列表；只有一个时请写 [reference]",
    ),
    "text.bleu_weights": (
        "{weights} weights were given for n_gram={n_gram}: there must be one for each length of n-grams",
        "n_gram={n_gram}，却给了 {weights} 个权重：每种 n 元组长度应各有一个",
    ),
    "text.perplexity_shapes": (
        "preds must have the shape of target and one dimension more, the scores of all tokens; but preds is {preds} and target {target}",
        "preds 的形状应比 target 多出最后一维，即所有词元的得分；现在 preds 是 {preds}，target 是 {target}",
    ),
    "text.perplexity_empty": (
        "no token has been counted yet: call update(preds, target) first",
        "还没有统计任何词元：请先调用 update(preds, target)",
    ),
}

add_messages(MESSAGES)
