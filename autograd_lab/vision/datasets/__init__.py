"""Data sets of images, with torchvision's names: sample i is (image, label).

An image is a Tensor (C, H, W) of uint8, so that no set but ``ImageFolder``, which reads image files, needs Pillow.
``transforms.ToTensor()`` takes it as it takes a PIL image.

    dataset.py   what all share: transforms, classes
    digits.py    scikit-learn's digits: always there
    mnist.py     MNIST and FashionMNIST
    idx.py       their file format
    cifar.py     CIFAR10, from its binary archive: nothing is unpickled
    folder.py    a folder with a folder of images for each class
    cache.py     where files are kept
    download.py  how they get there
"""

from autograd_lab.vision.datasets.cifar import CIFAR10
from autograd_lab.vision.datasets.dataset import VisionDataset
from autograd_lab.vision.datasets.digits import Digits
from autograd_lab.vision.datasets.folder import ImageFolder
from autograd_lab.vision.datasets.mnist import MNIST, FashionMNIST

__all__ = ["CIFAR10", "MNIST", "Digits", "FashionMNIST", "ImageFolder", "VisionDataset"]
