"""The layers, grouped by subject."""

import importlib as _importlib

from autograd_lab.nn.module import Module
from autograd_lab.nn.modules.activation import (
    LogSigmoid,
    LogSoftmax,
    Sigmoid,
    Softmax,
    Softmax2d,
    Softmin,
    Softsign,
    Tanh,
    Tanhshrink,
)
from autograd_lab.nn.modules.adaptive import (
    AdaptiveAvgPool1d,
    AdaptiveAvgPool2d,
    AdaptiveAvgPool3d,
    AdaptiveMaxPool1d,
    AdaptiveMaxPool2d,
    AdaptiveMaxPool3d,
)
from autograd_lab.nn.modules.adaptive_softmax import AdaptiveLogSoftmaxWithLoss
from autograd_lab.nn.modules.attention import MultiheadAttention
from autograd_lab.nn.modules.batchnorm import (
    BatchNorm1d,
    BatchNorm2d,
    BatchNorm3d,
    LazyBatchNorm1d,
    LazyBatchNorm2d,
    LazyBatchNorm3d,
    SyncBatchNorm,
)
from autograd_lab.nn.modules.binary import (
    BCELoss,
    BCEWithLogitsLoss,
    CTCLoss,
    KLDivLoss,
    MultiLabelSoftMarginLoss,
    NLLLoss2d,
    SoftMarginLoss,
)
from autograd_lab.nn.modules.cells import GRUCell, LSTMCell, RNNCell, RNNCellBase
from autograd_lab.nn.modules.container import ModuleDict, ModuleList, Sequential
from autograd_lab.nn.modules.conv import Conv1d, Conv2d, Conv3d, ConvTranspose1d, ConvTranspose2d, ConvTranspose3d
from autograd_lab.nn.modules.distance import CosineSimilarity, PairwiseDistance
from autograd_lab.nn.modules.dropout import (
    AlphaDropout,
    Dropout,
    Dropout1d,
    Dropout2d,
    Dropout3d,
    FeatureAlphaDropout,
)
from autograd_lab.nn.modules.embedding import Embedding, EmbeddingBag
from autograd_lab.nn.modules.flatten import Flatten, Unflatten
from autograd_lab.nn.modules.gated import CELU, ELU, GELU, GLU, SELU, Mish, SiLU, Softplus
from autograd_lab.nn.modules.images import (
    ChannelShuffle,
    Fold,
    PixelShuffle,
    PixelUnshuffle,
    Unfold,
    Upsample,
    UpsamplingBilinear2d,
    UpsamplingNearest2d,
)
from autograd_lab.nn.modules.instancenorm import (
    InstanceNorm1d,
    InstanceNorm2d,
    InstanceNorm3d,
    LazyInstanceNorm1d,
    LazyInstanceNorm2d,
    LazyInstanceNorm3d,
)
from autograd_lab.nn.modules.lazy_conv import (
    LazyConv1d,
    LazyConv2d,
    LazyConv3d,
    LazyConvTranspose1d,
    LazyConvTranspose2d,
    LazyConvTranspose3d,
)
from autograd_lab.nn.modules.linear import Bilinear, Identity, LazyLinear, Linear
from autograd_lab.nn.modules.loss import CrossEntropyLoss, LinearCrossEntropyLoss, LinearCrossEntropyOptions, NLLLoss
from autograd_lab.nn.modules.margin import (
    CosineEmbeddingLoss,
    HingeEmbeddingLoss,
    MarginRankingLoss,
    MultiLabelMarginLoss,
    MultiMarginLoss,
    TripletMarginLoss,
    TripletMarginWithDistanceLoss,
)
from autograd_lab.nn.modules.normalization import CrossMapLRN2d, GroupNorm, LayerNorm, LocalResponseNorm, RMSNorm
from autograd_lab.nn.modules.padding import (
    CircularPad1d,
    CircularPad2d,
    CircularPad3d,
    ConstantPad1d,
    ConstantPad2d,
    ConstantPad3d,
    ReflectionPad1d,
    ReflectionPad2d,
    ReflectionPad3d,
    ReplicationPad1d,
    ReplicationPad2d,
    ReplicationPad3d,
    ZeroPad1d,
    ZeroPad2d,
    ZeroPad3d,
)
from autograd_lab.nn.modules.parameter_container import ParameterDict, ParameterList
from autograd_lab.nn.modules.pooling import (
    AvgPool1d,
    AvgPool2d,
    AvgPool3d,
    LPPool1d,
    LPPool2d,
    LPPool3d,
    MaxPool1d,
    MaxPool2d,
    MaxPool3d,
)
from autograd_lab.nn.modules.rectifier import (
    Hardshrink,
    Hardsigmoid,
    Hardswish,
    Hardtanh,
    LeakyReLU,
    PReLU,
    ReLU,
    ReLU6,
    RReLU,
    Softshrink,
    Threshold,
)
from autograd_lab.nn.modules.recurrent import GRU, LSTM, RNN, RNNBase
from autograd_lab.nn.modules.regression import (
    GaussianNLLLoss,
    HuberLoss,
    L1Loss,
    MSELoss,
    PoissonNLLLoss,
    SmoothL1Loss,
)
from autograd_lab.nn.modules.transformer import (
    Transformer,
    TransformerDecoder,
    TransformerDecoderLayer,
    TransformerEncoder,
    TransformerEncoderLayer,
)
from autograd_lab.nn.modules.unpool import (
    FractionalMaxPool2d,
    FractionalMaxPool3d,
    MaxUnpool1d,
    MaxUnpool2d,
    MaxUnpool3d,
)


def __getattr__(name: str) -> object:
    """``module``, loaded on first use; ``nn.module`` is another, and would be hidden by it."""
    if name == "module":
        return _importlib.import_module("autograd_lab.nn.modules.module")
    raise AttributeError(f"module 'autograd_lab.nn.modules' has no attribute {name!r}")
