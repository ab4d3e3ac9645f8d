"""Networks for images, with the parameter names of torchvision's (LeNet: of PyTorch's tutorial; U-Net: see there)."""

from autograd_lab.vision.models.lenet import LeNet
from autograd_lab.vision.models.resnet import BasicBlock, ResNet, resnet18, resnet34
from autograd_lab.vision.models.unet import UNet
from autograd_lab.vision.models.vgg import VGG, vgg11, vgg11_bn, vgg16, vgg16_bn

__all__ = [
    "VGG",
    "BasicBlock",
    "LeNet",
    "ResNet",
    "UNet",
    "resnet18",
    "resnet34",
    "vgg11",
    "vgg11_bn",
    "vgg16",
    "vgg16_bn",
]
