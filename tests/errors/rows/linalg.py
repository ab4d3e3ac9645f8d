"""Bad input to products of matrices, norms and decompositions."""

from typing import Any

from tests.errors.case import Bad


def zeros(t: Any) -> Any:
    return t.zeros(2, 2)


def phase(t: Any) -> Any:
    z = t.tensor([[1.0 + 1j, 2.0], [0.5, 1j]], requires_grad=True)
    return t.autograd.grad(t.linalg.svd(z)[0].imag.sum(), z)


def tall(t: Any, mode: str) -> Any:
    a = t.ones(3, 2, requires_grad=True)
    return sum(part.sum() for part in t.linalg.qr(a, mode)).backward()


BAD = [
    Bad("matmul.bool", NotImplementedError, lambda t, w: w.b.unsqueeze(0) @ w.b, ("matmul", "Bool", ".float()"), ("matmul", "布尔", ".float()")),
    Bad("matmul.lengths", RuntimeError, lambda t, w: t.dot(w.v, w.leaf), ("dot", "3 and 2"), ("dot", "3 和 2")),
    Bad("inner.shapes", RuntimeError, lambda t, w: t.inner(w.x, w.leaf), ("(2, 3) and (2,)",), ("(2, 3) 和 (2,)",)),
    Bad("matmul.scale_complex", RuntimeError, lambda t, w: t.addmm(w.x, t.eye(2), w.x, alpha=1j), ("1j", "float32"), ("1j", "float32")),
    Bad("norm.needs_float", NotImplementedError, lambda t, w: t.linalg.solve_triangular(t.eye(2).int(), t.eye(2).int(), upper=True), ("int32",), ("int32",)),
    Bad("linalg.not_definite", RuntimeError, lambda t, w: t.linalg.cholesky(t.full((2, 2), float("nan"))), ("order 1",), ("1 阶",)),
    Bad("addr.float_scale", RuntimeError, lambda t, w: t.addr(w.n, w.n, w.n, alpha=0.5), ("int64",), ("int64",)),
    Bad("addr.bool_scale", RuntimeError, lambda t, w: t.addr(w.n, w.n, w.n, alpha=True), ("int64",), ("int64",)),
    Bad("expand.size", RuntimeError, lambda t, w: t.addmm(w.v, w.x, w.x.t()), ("(3,)", "(2, 2)"), ("(3,)", "(2, 2)")),
    Bad("expand.ndim", RuntimeError, lambda t, w: t.addmv(w.x, w.x, w.v), ("(2, 3)", "(2,)"), ("(2, 3)", "(2,)")),
    Bad("cross.no_dim", RuntimeError, lambda t, w: t.cross(w.leaf, w.leaf), ("size 3", "(2,)"), ("长度为 3", "(2,)")),
    Bad("cross.ndim", RuntimeError, lambda t, w: t.linalg.cross(w.x, w.v), ("(2, 3) and (3,)",), ("(2, 3) 和 (3,)",)),
    Bad("cross.size", RuntimeError, lambda t, w: t.linalg.cross(w.x, w.x, dim=0), ("dimension 0", "length 3"), ("第 0 维", "3")),
    Bad("tensordot.form", RuntimeError, lambda t, w: t.tensordot(w.x, w.x, dims="a"), ("two lists", "a"), ("两个列表", "a")),
    Bad("tensordot.form", ValueError, lambda t, w: t.tensordot(w.x, w.x, dims=[[0]]), ("two lists", "[[0]]"), ("两个列表", "[[0]]")),
    Bad("tensordot.form", AssertionError, lambda t, w: t.tensordot(w.x, w.x, dims=w.v), ("two lists",), ("两个列表",)),
    Bad("tensordot.dims", RuntimeError, lambda t, w: t.tensordot(w.x, w.x, dims=3), ("dims=3", "2 and 2"), ("dims=3", "2 和 2")),
    Bad("tensordot.lists", RuntimeError, lambda t, w: t.tensordot(w.x, w.x, dims=([0], [0, 1])), ("1 and 2",), ("1 个和 2 个",)),
    Bad("tensordot.sizes", RuntimeError, lambda t, w: t.tensordot(w.x, w.x, dims=1), ("size 3 in dim 1", "size 2 in dim 0"), ("第 1 维长 3", "第 0 维长 2")),
    Bad("chain.empty", RuntimeError, lambda t, w: t.chain_matmul(), ("one or more",), ("至少需要一个",)),
    Bad("chain.too_few", RuntimeError, lambda t, w: t.linalg.multi_dot([w.x]), ("at least 2", "1"), ("至少需要 2 个", "1 个")),
    Bad("chain.ndim", RuntimeError, lambda t, w: t.linalg.multi_dot([w.x, w.v, w.x]), ("tensor 1", "1D"), ("第 1 个", "1 维")),
    Bad("einsum.nothing", ValueError, lambda t, w: t.einsum("ij->i"), ("ij,jk->ik",), ("ij,jk->ik",)),
    Bad("einsum.count", RuntimeError, lambda t, w: t.einsum("ij,jk", w.x), ("2 operands", "1"), ("2 项", "1 个")),
    Bad("einsum.sublist", ValueError, lambda t, w: t.einsum(w.x, [0, 52]), ("51", "52"), ("51", "52")),
    Bad("einsum.need_list", TypeError, lambda t, w: t.einsum(w.x, 3), ("list", "int"), ("列表", "int"), torch=False),
    Bad("einsum.dots", RuntimeError, lambda t, w: t.einsum("i.j", w.x), ("operand 0", "i.j"), ("operand 0", "i.j")),
    Bad("einsum.letter", RuntimeError, lambda t, w: t.einsum("i1->i", w.x), ("'1'", "operand 0"), ("'1'", "operand 0")),
    Bad("einsum.ndim", RuntimeError, lambda t, w: t.einsum("ijk", w.x), ("operand 0", "2 dimensions", "3 subscripts"), ("2 维", "3 个标号")),
    Bad("einsum.output_twice", RuntimeError, lambda t, w: t.einsum("ij->ii", w.x), ("subscript i",), ("标号 i",)),
    Bad("einsum.output_unknown", RuntimeError, lambda t, w: t.einsum("ij->k", w.x), ("subscript k",), ("标号 k",)),
    Bad("einsum.sizes", RuntimeError, lambda t, w: t.einsum("ij,jk", w.x, w.x), ("subscript j", "size 2", "size 3"), ("标号 j", "长 2", "3")),
    Bad("einsum.diagonal", RuntimeError, lambda t, w: t.einsum("ii", w.x), ("subscript i", "(2, 3)"), ("标号 i", "(2, 3)")),
    Bad("norm.needs_float", RuntimeError, lambda t, w: w.n.norm(), ("norm", "int64", "x.float()"), ("int64", "x.float()")),
    Bad("norm.needs_float", RuntimeError, lambda t, w: t.cdist(w.n.unsqueeze(0), w.n.unsqueeze(0)), ("cdist", "int64"), ("cdist", "int64")),
    Bad("norm.order", RuntimeError, lambda t, w: t.linalg.matrix_norm(w.x, 3), ("3", "'nuc'"), ("3", "'nuc'")),
    Bad("norm.order_type", TypeError, lambda t, w: t.linalg.vector_norm(w.v, "fro"), ("number", "str"), ("数", "str")),
    Bad("norm.order_complex", RuntimeError, lambda t, w: t.linalg.vector_norm(w.v, 1j), ("1j",), ("复数", "1j")),
    Bad("norm.dtype", RuntimeError, lambda t, w: t.linalg.vector_norm(w.v.double(), dtype=t.float32), ("float64", "float32"), ("float64", "float32")),
    Bad("norm.empty", RuntimeError, lambda t, w: t.zeros(0).norm(float("inf")), ("inf", "(0,)"), ("inf", "(0,)")),
    Bad("norm.two_dims", RuntimeError, lambda t, w: t.linalg.matrix_norm(w.x, dim=(0,)), ("2-tuple", "(0,)"), ("两个", "(0,)")),
    Bad("norm.dims_type", TypeError, lambda t, w: t.linalg.matrix_norm(w.x, dim=0), ("two ints", "int"), ("两个整数", "int")),
    Bad("norm.one_or_two_dims", RuntimeError, lambda t, w: t.linalg.norm(t.ones(1, 1, 1), dim=(0, 1, 2)), ("(0, 1, 2)", "vector_norm"), ("(0, 1, 2)", "vector_norm")),
    Bad("norm.ndim", RuntimeError, lambda t, w: t.linalg.norm(t.ones(1, 1, 1), 2), ("3D",), ("3 维",)),
    Bad("distance.ndim", RuntimeError, lambda t, w: t.pdist(w.v), ("pdist", "1D"), ("pdist", "1 维")),
    Bad("distance.columns", RuntimeError, lambda t, w: t.cdist(w.x, w.x.t()), ("(2, 3) and (3, 2)",), ("(2, 3) 和 (3, 2)",)),
    Bad("distance.p", RuntimeError, lambda t, w: t.cdist(w.x, w.x, p=-1), ("non-negative", "-1"), ("不能为负", "-1")),
    Bad("distance.half", NotImplementedError, lambda t, w: t.pdist(w.x.half()), ("float16", ".float()"), ("float16", ".float()")),
    Bad("distance.mode", ValueError, lambda t, w: t.cdist(w.x, w.x, compute_mode="fast"), ("'fast'", "donot_use"), ("'fast'", "donot_use")),
    Bad("renorm.complex", RuntimeError, lambda t, w: t.renorm(w.x, 2, 0, 1j), ("maxnorm", "1j"), ("maxnorm", "1j")),
    Bad("renorm.p", RuntimeError, lambda t, w: t.renorm(w.x, 0, 0, 1), ("p=0",), ("p=0",)),
    Bad("renorm.maxnorm", RuntimeError, lambda t, w: t.renorm(w.x, 2, 0, -1), ("-1",), ("-1",)),
    Bad("renorm.ndim", RuntimeError, lambda t, w: w.v.renorm_(2, 0, 1), ("2 dimensions", "1"), ("2 维", "1 维")),
    Bad("linalg.matrix", RuntimeError, lambda t, w: t.linalg.inv(w.v), ("linalg.inv", "A", "1"), ("linalg.inv", "A", "1 维")),
    Bad("linalg.square", RuntimeError, lambda t, w: t.det(w.x), ("linalg.det", "2 by 3"), ("linalg.det", "2 行 3 列")),
    Bad("linalg.half", RuntimeError, lambda t, w: t.linalg.svd(w.x.half()), ("float16", ".float()"), ("float16", ".float()")),
    Bad("linalg.dtypes", RuntimeError, lambda t, w: t.linalg.solve(t.eye(2), w.x.double()), ("float32", "float64", ".to(dtype)"), ("float32", "float64")),
    Bad("linalg.equation", RuntimeError, lambda t, w: t.linalg.solve(t.eye(3), w.x), ("AX = B", "(3, 3) and (2, 3)"), ("AX = B", "(3, 3) 与 (2, 3)")),
    Bad("linalg.equation", RuntimeError, lambda t, w: t.linalg.lstsq(w.x, w.v), ("(2, 3) and (3,)",), ("(2, 3) 与 (3,)",)),
    Bad("linalg.singular", RuntimeError, lambda t, w: t.stack([t.eye(2), zeros(t)]).inverse(), ("A[1]", "step 1", "pinv"), ("A[1]", "第 1 步", "pinv")),
    Bad("linalg.singular", RuntimeError, lambda t, w: t.linalg.solve(t.ones(2, 2), w.leaf), ("A is singular", "step 2"), ("A 是奇异矩阵", "第 2 步")),
    Bad("linalg.not_definite", RuntimeError, lambda t, w: t.linalg.cholesky(-t.eye(2)), ("positive-definite", "order 1"), ("正定", "1 阶")),
    Bad("linalg.lu_zero", RuntimeError, lambda t, w: t.linalg.lu_factor(zeros(t)), ("[1,1]", "_ex"), ("[1,1]", "_ex")),
    Bad("linalg.not_converged", RuntimeError, lambda t, w: t.linalg.svd(t.full((2, 2), float("nan"))), ("linalg.svd", "nan"), ("linalg.svd", "nan")),
    Bad("linalg.phase", RuntimeError, lambda t, w: phase(t), ("linalg.svd", "abs()"), ("linalg.svd", "abs()")),
    Bad("linalg.qr_complete", RuntimeError, lambda t, w: tall(t, "complete"), ("3 by 2", "reduced"), ("3×2", "reduced")),
    Bad("linalg.underived", RuntimeError, lambda t, w: tall(t, "r"), (".detach()",), (".detach()",)),
    Bad("linalg.qr_mode", RuntimeError, lambda t, w: t.linalg.qr(w.x, "full"), ("'full'", "'reduced'"), ("'full'", "'reduced'")),
    Bad("linalg.triangle", RuntimeError, lambda t, w: t.linalg.eigh(t.eye(2), "X"), ("'X'",), ("'X'",)),
    Bad("linalg.driver", RuntimeError, lambda t, w: t.linalg.svd(w.x, driver="gesvd"), ("gesvd",), ("gesvd",)),
    Bad("linalg.no_pivot", RuntimeError, lambda t, w: t.lu(w.x, pivot=False), ("without pivoting",), ("不换行",)),
    Bad("linalg.pivots", RuntimeError, lambda t, w: t.lu_unpack(t.eye(2), w.n), ("int32", "int64"), ("int32", "int64")),
    Bad("linalg.pivots_range", RuntimeError, lambda t, w: t.lu_unpack(t.eye(2), w.n.int() + 1), ("between 1 and 2",), ("1 与 2",)),
    Bad("linalg.pivots_range", RuntimeError, lambda t, w: t.linalg.ldl_solve(t.eye(2), -w.n.int(), t.eye(2)), ("between 1 and 2",), ("1 与 2",), torch=False),
    Bad("linalg.pivots_shape", RuntimeError, lambda t, w: t.linalg.lu_solve(t.eye(2), w.n.int()[:1], t.eye(2)), ("(1,)", "(2, 2)"), ("(1,)", "(2, 2)")),
    Bad("linalg.lstsq_driver", RuntimeError, lambda t, w: t.linalg.lstsq(w.x, w.x, driver="best"), ("'best'", "gelsd"), ("'best'", "gelsd")),
    Bad("linalg.lstsq_rank", RuntimeError, lambda t, w: t.linalg.lstsq(t.ones(3, 2), t.ones(3, 1), driver="gels"), ("full rank", "gelsd"), ("满秩", "gelsd")),
    Bad("linalg.tolerance_type", TypeError, lambda t, w: t.linalg.pinv(w.x, atol="a"), ("atol", "str"), ("atol", "str")),
    Bad("linalg.tolerance_complex", RuntimeError, lambda t, w: t.linalg.pinv(w.x, rtol=t.tensor(1j)), ("rtol",), ("rtol",)),
    Bad("linalg.lstsq_dims", RuntimeError, lambda t, w: t.linalg.lstsq(t.eye(2), t.ones(3, 2, 2)), ("(2, 2)", "(3, 2, 2)"), ("(2, 2)", "(3, 2, 2)")),
    Bad("linalg.tensorinv_dims", RuntimeError, lambda t, w: t.linalg.tensorinv(w.s), ("ind=2", "only 0"), ("ind=2", "只有 0")),
    Bad("linalg.matrix", RuntimeError, lambda t, w: t.linalg.solve(t.eye(2), w.s), ("B", "0"), ("B", "0")),
    Bad("linalg.matrix", RuntimeError, lambda t, w: t.lu_unpack(w.v, w.n), ("lu_unpack", "LU_data", "1"), ("lu_unpack", "LU_data", "1")),
    Bad("linalg.tensorinv_ind", RuntimeError, lambda t, w: t.linalg.tensorinv(w.x, ind=0), ("positive", "0"), ("正整数", "0")),
    Bad("linalg.tensor_square", RuntimeError, lambda t, w: t.linalg.tensorinv(w.x, ind=1), ("(2, 3)", "number 2", "columns 3"), ("2 行 3 列",)),
    Bad("linalg.vander_bool", RuntimeError, lambda t, w: t.linalg.vander(w.b), ("bool",), ("布尔",)),
    Bad("linalg.vander_size", RuntimeError, lambda t, w: t.linalg.vander(w.v, N=1), ("greater than 1",), ("大于 1",)),
    Bad("arg.type", TypeError, lambda t, w: t.linalg.matrix_power(t.eye(2), 0.5), ("int", "float"), ("int", "float")),
    Bad("linalg.mirrors_wide", RuntimeError, lambda t, w: t.linalg.householder_product(w.x, w.leaf), ("2 and 3",), ("2 行 3 列",)),
    Bad("linalg.mirrors_batch", RuntimeError, lambda t, w: t.linalg.householder_product(w.x.t(), w.x), ("(3, 2)", "(2, 3)"), ("(3, 2)", "(2, 3)")),
    Bad("linalg.mirrors_count", RuntimeError, lambda t, w: t.linalg.householder_product(w.x.t(), w.v), ("(3,)", "(3, 2)"), ("(3,)", "(3, 2)")),
    Bad("linalg.mirrors_fit", RuntimeError, lambda t, w: t.ormqr(w.x.t(), w.leaf.detach(), t.eye(2)), ("(2, 2) and (3, 2)",), ("(2, 2) 与 (3, 2)",)),
    Bad("linalg.pca_q", ValueError, lambda t, w: t.pca_lowrank(w.x, q=5), ("q(=5)", "2"), ("5", "2")),
    Bad("linalg.pca_niter", ValueError, lambda t, w: t.pca_lowrank(w.x, niter=-1), ("-1",), ("-1",)),
]  # fmt: skip
