"""Training without writing the loop: a small Trainer with Lightning's names.

trainer.py     the loop, and everything between its lines
module.py      what it trains: LightningModule, or a plain model with a loss and an optimizer
hooks.py       the moments of a run
callbacks.py   EarlyStopping, ModelCheckpoint, LearningRateMonitor
progress.py    one line on a terminal
loggers.py     a live panel, TensorBoard
tuner.py       the learning rate range test
search.py      grid search
means.py, rules.py, batches.py, interrupts.py, checks.py, table.py   what these need
"""

from autograd_lab.train.callbacks import Callback, EarlyStopping, LearningRateMonitor, ModelCheckpoint
from autograd_lab.train.loggers import Logger, TensorBoardLogger
from autograd_lab.train.module import LightningModule, Supervised
from autograd_lab.train.progress import ProgressLine
from autograd_lab.train.search import Results, Trial, grid_search
from autograd_lab.train.trainer import Trainer
from autograd_lab.train.tuner import RangeTest, Tuner
