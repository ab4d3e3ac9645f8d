"""Images: transforms, data sets, networks and grids, with torchvision's names.

    transforms/  from an image file to a tensor, and augmentation; ``transforms.v2`` is the same
    datasets/    MNIST, FashionMNIST, CIFAR10, the small ``Digits`` that needs no download, folders of images
    models/      LeNet, VGG, ResNet, U-Net; their parameters have the names of PyTorch's, so its weights load
    utils.py     many images as one

Image files and PIL images need Pillow; all else works without.
"""

from autograd_lab.vision import datasets, models, transforms, utils

__all__ = ["datasets", "models", "transforms", "utils"]
