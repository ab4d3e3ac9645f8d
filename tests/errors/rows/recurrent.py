"""Bad input of recurrent layers, their cells, and of what packs sequences."""

from tests.errors.case import Bad


def lstm(t, **options):
    return t.nn.LSTM(**({"input_size": 2, "hidden_size": 3} | options))


def rnn(t):
    return t.nn.utils.rnn


def seq(t):
    """(T, B, I) of (4, 3, 2)."""
    return t.ones(4, 3, 2)


BAD = [
    Bad("rnn.dropout", ValueError, lambda t, w: lstm(t, dropout=2), ("[0, 1]", "2"), ("[0, 1]", "2")),
    Bad("rnn.dropout", ValueError, lambda t, w: lstm(t, dropout=True), ("True",), ("True",)),
    Bad("rnn.type", TypeError, lambda t, w: lstm(t, bias=1), ("bias", "bool", "int"), ("bias", "bool", "int")),
    Bad("rnn.type", TypeError, lambda t, w: lstm(t, hidden_size="a"), ("hidden_size", "int", "str"), ("hidden_size", "str")),
    Bad("rnn.positive", ValueError, lambda t, w: lstm(t, hidden_size=0), ("hidden_size", "0"), ("hidden_size", "大于 0")),
    Bad("rnn.positive", ValueError, lambda t, w: lstm(t, num_layers=-1), ("num_layers", "-1"), ("num_layers", "-1")),
    Bad("rnn.proj_size", ValueError, lambda t, w: lstm(t, proj_size=3), ("hidden_size=3", "got 3"), ("hidden_size=3",)),
    Bad("rnn.proj_size", ValueError, lambda t, w: lstm(t, proj_size=-1), ("-1",), ("-1",)),
    Bad("rnn.no_projection", ValueError, lambda t, w: t.nn.GRU(2, 3, proj_size=2), ("LSTM",), ("LSTM",)),
    Bad("rnn.no_projection", ValueError, lambda t, w: t.nn.RNN(2, 3, proj_size=2), ("LSTM",), ("LSTM",)),
    Bad("rnn.unknown", TypeError, lambda t, w: t.nn.GRU(2, 3, layers=2), ("layers",), ("layers",)),
    Bad("rnn.mode", ValueError, lambda t, w: t.nn.RNNBase("ELMAN", 2, 3), ("ELMAN", "LSTM"), ("ELMAN", "LSTM")),
    Bad("rnn.nonlinearity", ValueError, lambda t, w: t.nn.RNN(2, 3, nonlinearity="elu"), ("'elu'", "'relu'"), ("'elu'", "'relu'")),
    Bad("rnn.input_type", AttributeError, lambda t, w: lstm(t)([1.0]), ("LSTM", "list"), ("LSTM", "list")),
    Bad("rnn.input_ndim", ValueError, lambda t, w: lstm(t)(t.ones(2)), ("LSTM", "(2,)"), ("LSTM", "(2,)")),
    Bad("rnn.no_times", RuntimeError, lambda t, w: t.nn.GRU(2, 3)(t.ones(0, 3, 2)), ("(0, 3, 2)",), ("(0, 3, 2)",)),
    Bad("rnn.dtype", ValueError, lambda t, w: lstm(t)(seq(t).double()), ("input.to(torch.float32)", "model.to(torch.float64)"), ("input.to(torch.float32)",)),
    Bad("rnn.features", RuntimeError, lambda t, w: t.nn.RNN(2, 3)(t.ones(4, 3, 5)), ("Expected 2, got 5",), ("input_size=2", "5")),
    Bad("rnn.features", RuntimeError, lambda t, w: t.nn.RNN(2, 3)(rnn(t).pack_sequence([t.ones(4, 5)])), ("got 5",), ("5",)),
    Bad("rnn.states", RuntimeError, lambda t, w: lstm(t)(seq(t), t.ones(1, 3, 3)), ("LSTM", "(h_0, c_0)", "Tensor"), ("(h_0, c_0)",), torch=False),  # IndexError
    Bad("rnn.states", RuntimeError, lambda t, w: t.nn.GRU(2, 3)(seq(t), (t.ones(1, 3, 3),)), ("GRU", "tuple"), ("GRU", "tuple"), torch=False),
    Bad("rnn.state_ndim", RuntimeError, lambda t, w: t.nn.GRU(2, 3)(seq(t), t.ones(1, 3)), ("3-D", "[2]"), ("3 维", "[2]")),
    Bad("rnn.state_ndim", RuntimeError, lambda t, w: lstm(t)(seq(t)[0], (t.ones(1, 1, 3),) * 2), ("2-D", "[3, 3]"), ("2 维",)),
    Bad("rnn.state_shape", RuntimeError, lambda t, w: lstm(t)(seq(t), (t.ones(1, 3, 3), t.ones(1, 2, 3))), ("(1, 3, 3) of c_0", "(1, 2, 3)"), ("c_0", "(1, 3, 3)")),
    Bad("rnn.state_shape", RuntimeError, lambda t, w: t.nn.RNN(2, 3)(seq(t), t.ones(2, 3, 3)), ("(1, 3, 3) of h_0",), ("h_0", "(2, 3, 3)")),
    Bad("rnn.state_dtype", RuntimeError, lambda t, w: t.nn.RNN(2, 3)(seq(t), t.ones(1, 3, 3).double()), ("float32", "float64"), ("float32", "float64")),
    Bad("rnn.input_type", AttributeError, lambda t, w: t.nn.GRUCell(2, 3)([1.0]), ("GRUCell", "list"), ("GRUCell", "list")),
    Bad("cell.ndim", ValueError, lambda t, w: t.nn.LSTMCell(2, 3)(seq(t)), ("LSTMCell", "(4, 3, 2)"), ("LSTMCell", "(4, 3, 2)")),
    Bad("cell.ndim", ValueError, lambda t, w: t.nn.GRUCell(2, 3)(seq(t)[0], seq(t)), ("hx", "(4, 3, 2)"), ("hx",)),
    Bad("cell.states", ValueError, lambda t, w: t.nn.LSTMCell(2, 3)(t.ones(2), t.ones(3)), ("(h, c)", "Tensor"), ("(h, c)", "Tensor")),
    Bad("cell.features", RuntimeError, lambda t, w: t.nn.RNNCell(2, 3)(t.ones(3, 5)), ("got 5 expected 2",), ("5", "2")),
    Bad("cell.state_shape", RuntimeError, lambda t, w: t.nn.GRUCell(2, 3)(t.ones(3, 2), t.ones(2, 3)), ("(2, 3)", "(3, 3)"), ("(2, 3)", "(3, 3)")),
    Bad("cell.dtype", RuntimeError, lambda t, w: t.nn.RNNCell(2, 3)(t.ones(3, 2).double()), ("float64", "float32"), ("float64", "float32")),
    Bad("cell.nonlinearity", RuntimeError, lambda t, w: t.nn.RNNCell(2, 3, nonlinearity="elu")(t.ones(2)), ("elu",), ("elu",)),
    Bad("packed.pair", AssertionError, lambda t, w: rnn(t).PackedSequence(w.v), ("Tensor", "pack_sequence"), ("Tensor", "pack_sequence")),
    Bad("arg.need_tensor", TypeError, lambda t, w: rnn(t).pack_padded_sequence([1], [1]), ("pack_padded_sequence", "list"), ("list",)),
    Bad("packed.lengths", RuntimeError, lambda t, w: rnn(t).pack_padded_sequence(seq(t), t.ones(3, 1)), ("1D", "(3, 1)"), ("1 维", "(3, 1)")),
    Bad("packed.empty", RuntimeError, lambda t, w: rnn(t).pack_padded_sequence(t.ones(4, 0, 2), []), ("(4, 0, 2)",), ("(4, 0, 2)",)),
    Bad("packed.count", RuntimeError, lambda t, w: rnn(t).pack_padded_sequence(seq(t), [4, 2]), ("2 lengths", "3 sequences"), ("2 个长度", "3 个序列")),
    Bad("packed.count", ValueError, lambda t, w: rnn(t).unpad_sequence(seq(t), t.tensor([1, 2])), ("2 lengths", "3 sequences"), ("2 个长度",)),
    Bad("packed.short", RuntimeError, lambda t, w: rnn(t).pack_padded_sequence(seq(t), [4, 2, 0]), ("lengths[2] is 0",), ("lengths[2]", "大于 0")),
    Bad("packed.long", RuntimeError, lambda t, w: rnn(t).pack_padded_sequence(seq(t), [5, 2, 1]), ("5", "only 4", "batch_first"), ("5", "4"), torch=False),  # it reads behind the end
    Bad("packed.unsorted", RuntimeError, lambda t, w: rnn(t).pack_padded_sequence(seq(t), [1, 2, 4]), ("[1, 2, 4]", "enforce_sorted=False"), ("enforce_sorted=False",)),
    Bad("packed.unsorted", RuntimeError, lambda t, w: rnn(t).pack_sequence([w.v[:1], w.v]), ("[1, 3]", "enforce_sorted=False"), ("[1, 3]",)),
    Bad("packed.total", ValueError, lambda t, w: rnn(t).pad_packed_sequence(rnn(t).pack_sequence([w.v]), total_length=2), ("longest sequence, 3", "got 2"), ("3", "2")),
    Bad("packed.not_iterable", RuntimeError, lambda t, w: rnn(t).pad_sequence(3), ("int", "list of tensors"), ("int",)),
    Bad("packed.no_sequences", RuntimeError, lambda t, w: rnn(t).pad_sequence([]), ("empty list",), ("空",)),
    Bad("packed.element", TypeError, lambda t, w: rnn(t).pad_sequence([1, 2]), ("element 0", "int"), ("第 0 个", "int")),
    Bad("packed.tails", RuntimeError, lambda t, w: rnn(t).pad_sequence([w.x, t.ones(3, 2)]), ("(3, 2)", "(2, 3)"), ("(3, 2)", "(2, 3)")),
    Bad("packed.side", RuntimeError, lambda t, w: rnn(t).pad_sequence([w.v], padding_side="up"), ("up", "left"), ("up",)),
]  # fmt: skip
