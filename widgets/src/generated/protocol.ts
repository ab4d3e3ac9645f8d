// Made from autograd_lab/ui/protocol/ by autograd_lab.ui.emit_types. Do not edit.

/**
 * Frame ``seq`` has been drawn.
 */
export interface Ack {
  readonly seq: number;
  readonly type: "ack";
}

export type Action = "pause" | "resume" | "step" | "epoch" | "stop";

/**
 * The output of one layer at a sampled step.
 *
 * ``name`` is the module's path; an activation called as a function adds its own: ``encoder·relu``. ``ends``
 * says what can become of its units, ``inactive`` how many of them (0 to 1) have: dead = zero for every sample of
 * the last steps, saturated = nearly always at the flat ends of the curve. None where that is no question, or too few
 * samples were seen. ``inner``: a layer with parameters follows; the last activation of a classifier may saturate.
 */
export interface ActivationFlow {
  readonly name: string;
  readonly op: string;
  readonly line: number | null;
  readonly ends: Ends;
  readonly inactive: Real | null;
  readonly mean: Real;
  readonly std: Real;
  readonly inner: boolean;
}

/**
 * From the kernel: the ``reply`` to a question, or ``refused``, a sentence for the learner.
 */
export interface Answer {
  readonly ask: number;
  readonly refused: Text;
  readonly type: "answer";
}

/**
 * Our own words, in both languages: who draws them chooses, so a view can change its language in place.
 */
export interface Bilingual {
  readonly en: string;
  readonly zh: string;
}

/**
 * ``result`` is None where the shapes do not fit, and ``clash`` the dimension, from the left of ``aligned``.
 */
export interface Broadcasting {
  readonly operands: readonly Operand[];
  readonly result: readonly number[] | null;
  readonly clash: number | null;
}

export type CardData = Maps | Field | Points | Curves;

/**
 * From the kernel: the card as it is now; its numbers are the message's binary buffer, float32.
 */
export interface CardMessage {
  readonly name: string;
  readonly version: number;
  readonly step: number;
  readonly card: CardData;
  readonly type: "card";
}

/**
 * A card there is. ``name`` is the learner's: untrusted text.
 */
export interface CardTab {
  readonly name: string;
  readonly version: number;
}

export type Change = "" | "new" | "gone" | "changed";

/**
 * Where the network stands. Its numbers, one after the other:
 *
 * the probability of the second class for each cell of the plane, ``field`` cells a side, from the top left;
 * for each hidden unit a map of its output, ``unit`` cells a side; for each layer its weights (to, from) and its
 * biases; x, y, class and whether it is for testing, of each of ``points``; step, training and test loss, of each of
 * ``history`` looks. ``extent`` is left, right, bottom, top; ``accuracy`` that of all test points (or all points).
 */
export interface ClassifyRun {
  readonly settings: ClassifySettings;
  readonly step: number;
  readonly train: Real;
  readonly test: Real | null;
  readonly accuracy: Real;
  readonly extent: readonly number[];
  readonly field: number;
  readonly unit: number;
  readonly points: number;
  readonly history: number;
  readonly code: string;
}

/**
 * ``data`` is a preset, or "own" for points that were drawn or given; ``batch`` 0 means all of them.
 */
export interface ClassifySettings {
  readonly data: string;
  readonly noise: number;
  readonly hidden: readonly number[];
  readonly activation: string;
  readonly optimizer: string;
  readonly lr: number;
  readonly batch: number;
  readonly seed: number;
}

/**
 * ``values`` are the numbers of ``run`` in base64.
 */
export interface ClassifyState {
  readonly run: ClassifyRun;
  readonly values: string;
}

/**
 * A button was pressed.
 */
export interface Control {
  readonly action: Action;
  readonly type: "control";
}

/**
 * The optimizer's values now; None = this optimizer has no such value. ``beta1`` is Adam's momentum.
 */
export interface Controls {
  readonly lr: Real | null;
  readonly momentum: Real | null;
  readonly beta1: Real | null;
  readonly weight_decay: Real | null;
}

/**
 * One convolution. Its numbers are the pixels of the input and of the output, row by row.
 */
export interface Convolution {
  readonly image: string;
  readonly kernel: readonly (readonly number[])[];
  readonly stride: number;
  readonly padding: number;
  readonly dilation: number;
  readonly input: readonly number[];
  readonly output: readonly number[];
  readonly code: string;
}

/**
 * Curves over one axis, each from left to right.
 *
 * Its numbers have the ``shape`` (2, points of all curves together): all x, then all y, curve after curve, each of
 * which has as many points as ``lengths`` says. ``log``: the y axis is logarithmic at first. ``total`` counts the
 * curves there were, of which the first are shown.
 */
export interface Curves {
  readonly shape: readonly number[];
  readonly lengths: readonly number[];
  readonly names: readonly Text[];
  readonly total: number;
  readonly log: boolean;
  readonly x_axis: Text;
  readonly y_axis: Text;
  readonly kind: "curves";
}

/**
 * The card of the value at ``place``: output ``output`` of those named in ``outputs``, of whatever op made it.
 *
 * ``no_value`` and ``no_gradient`` say why a picture is missing. ``start``: the backward pass starts here. ``element``
 * is the one with the largest gradient; another one can be asked for. ``editable``: "what if" can be asked.
 */
export interface Detail {
  readonly place: readonly number[];
  readonly outputs: readonly string[];
  readonly output: number;
  readonly value: Picture | null;
  readonly gradient: Picture | null;
  readonly no_value: Text;
  readonly no_gradient: Text;
  readonly start: boolean;
  readonly element: Element | null;
  readonly editable: boolean;
  readonly sources: readonly Source[];
}

/**
 * One element of a value: what its gradient is the sum of (``uses``, the first few of ``all_uses``), and, if an op
 * made it, what it passes on to the input elements that it depends on most (``passes``).
 */
export interface Element {
  readonly index: readonly number[];
  readonly value: Real;
  readonly gradient: Real | null;
  readonly uses: readonly Share[];
  readonly all_uses: number;
  readonly passes: readonly Share[];
}

export type Ends = "dead" | "saturated" | "";

/**
 * What a classifier says all over a plane, and the points it learned from.
 *
 * Its numbers are, one after the other: the winning class of each cell, row by row from the top; how sure the
 * model is of it, 0 to 1; then x, y and class of each of ``points`` points. ``extent`` is left, right, bottom, top.
 */
export interface Field {
  readonly shape: readonly number[];
  readonly extent: readonly number[];
  readonly classes: readonly Text[];
  readonly points: number;
  readonly total: number;
  readonly accuracy: Real;
  readonly x_axis: Text;
  readonly y_axis: Text;
  readonly kind: "field";
}

/**
 * One thing that stands out. ``layers``: the parameters and outputs it concerns, in the model's order; none if it
 * concerns the run. ``since``: the step at which its sign was first seen. ``code``: a line to copy, or "".
 */
export interface Finding {
  readonly kind: FindingKind;
  readonly level: FindingLevel;
  readonly layers: readonly string[];
  readonly since: number;
  readonly title: Text;
  readonly reason: Text;
  readonly remedy: Text;
  readonly code: string;
}

export type FindingKind = "nan" | "exploding" | "vanishing" | "zero" | "dead" | "saturated" | "fast" | "slow" | "rising" | "flat" | "unreached" | "frozen" | "stray" | "rate" | "accumulating";

export type FindingLevel = "bad" | "warn" | "note";

/**
 * The state of the panel and what is new since the last frame.
 *
 * ``graph``, ``layers``, ``vital`` and ``runs`` are None when they have not changed. ``mode`` says when the
 * controls work: while the cell runs, or only after it; "background": no cell runs. ``notice`` tells the learner
 * why a value was refused or what went wrong, ``news`` what has happened. ``batches`` is None where the loop does
 * not tell how many there are. ``rate`` is steps per second, ``speed`` the most that was asked for, None = as fast
 * as it goes. ``kept`` are the steps to which one can go back, ascending; ``branches`` those where one has gone on
 * another way, in the order in which it happened.
 */
export interface Frame {
  readonly seq: number;
  readonly state: State;
  readonly step: number;
  readonly epoch: number;
  readonly batch: number;
  readonly batches: number | null;
  readonly rate: number;
  readonly controls: Controls;
  readonly layers: readonly LayerFlow[] | null;
  readonly layers_step: number | null;
  readonly series: readonly SeriesSlice[];
  readonly graph: GraphSnapshot | null;
  readonly mode: Mode;
  readonly notice: Text;
  readonly news: Text;
  readonly speed: Real | null;
  readonly kept: readonly number[];
  readonly branches: readonly number[];
  readonly cards: readonly CardTab[];
  readonly grids: readonly GridSlice[];
  readonly vital: Vital | null;
  readonly runs: RunList | null;
  readonly type: "frame";
}

/**
 * ``source`` feeds ``target``: the direction of the forward pass; its gradient flows the other way.
 *
 * ``input`` is the name of the target's input, ``formula`` the LaTeX of that input's gradient rule,
 * ``grad_norm`` the size of what flowed back here; None = not seen, to be drawn differently from 0.
 * ``carries_grad`` is False for edges from constants, where nothing will ever flow.
 */
export interface GraphEdge {
  readonly source: number;
  readonly target: number;
  readonly input: string;
  readonly formula: string;
  readonly grad_norm: Real | null;
  readonly carries_grad: boolean;
  readonly change: Change;
}

/**
 * One box of the graph.
 *
 * ``id`` is its place in ``GraphSnapshot.nodes``; nodes come in topological order, so every edge goes from a
 * smaller id to a larger one. Kind "leaf" collects a gradient, "constant" gets none, "output" is the Tensor
 * that was asked for, "more" stands for the nodes that were left out. ``label`` is short and stands in the
 * box, ``title`` is the kind of node in words ("MulBackward0", "parameter"), ``name`` the learner's variable
 * or the parameter's path, empty when unknown. Names, code and values are untrusted text. ``formula`` is
 * LaTeX, ``scope`` the dotted path of the module that ran the op. ``line`` and ``code`` are the learner's
 * own line; empty when nobody was watching as it ran. ``grad_norm`` is None as long as no backward pass has
 * been seen, which is not the same as 0. ``parameter``: a leaf that belongs to a module. ``change``: what is
 * different from the graph this one is compared with; what is gone is drawn once more. ``place`` is
 * by what its value is asked for, a ``replay.Place``; empty where there is none.
 */
export interface GraphNode {
  readonly id: number;
  readonly kind: NodeKind;
  readonly label: Text;
  readonly title: Text;
  readonly shape: readonly number[];
  readonly dtype: string;
  readonly device: string;
  readonly name: string;
  readonly scope: string;
  readonly line: number | null;
  readonly code: string;
  readonly formula: string;
  readonly words: Text;
  readonly params: Readonly<Record<string, string>>;
  readonly value: string;
  readonly grad_norm: Real | null;
  readonly parameter: boolean;
  readonly change: Change;
  readonly place: readonly number[];
}

/**
 * A graph at one moment. ``modules``: path -> class name. ``hidden``: nodes left out by the limit.
 *
 * ``changes`` says in words what is different from the graph it is compared with.
 */
export interface GraphSnapshot {
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly GraphEdge[];
  readonly modules: Readonly<Record<string, string>>;
  readonly step: number | null;
  readonly hidden: number;
  readonly changes: Text;
}

/**
 * A whole grid for a view without a kernel.
 *
 * ``values`` are the upper halves of float32 numbers (bfloat16), column after column, as base64: three digits are
 * more than a colour shows, and the range is that of the run.
 */
export interface GridData {
  readonly name: string;
  readonly labels: readonly string[];
  readonly rows: number;
  readonly steps: readonly number[];
  readonly values: string;
}

/**
 * ``count`` new columns of a grid, the first of which has number ``start``.
 *
 * The i-th grid of a frame owns the i-th binary buffer behind those of the series: float32, first ``count`` steps,
 * then ``count`` times ``rows`` values. ``labels`` names the rows; it is sent where ``start`` is 0. A value of -1
 * in ``flow/`` grids: there was none.
 */
export interface GridSlice {
  readonly name: string;
  readonly generation: number;
  readonly start: number;
  readonly count: number;
  readonly rows: number;
  readonly labels: readonly string[];
}

/**
 * Cells of a picture, whose numbers travel as float32 in a buffer of their own, row by row.
 *
 * The last two dims of a tensor are rows and columns, each place of the dims before has a tile of its own. A cell is
 * the average of ``block`` elements (rows, columns); the last one of a line may have fewer. ``tiles`` of ``all_tiles``
 * are there. ``largest`` is the size of the largest number in the tensor that is finite.
 */
export interface Heat {
  readonly shape: readonly number[];
  readonly tiles: number;
  readonly all_tiles: number;
  readonly rows: number;
  readonly columns: number;
  readonly block: readonly number[];
  readonly largest: Real;
}

/**
 * The answer to a ``Ping``: at once, also from a tab that is hidden and draws nothing.
 */
export interface Here {
  readonly type: "here";
}

/**
 * ImageName(key: 'str', name: 'Text')
 */
export interface ImageName {
  readonly key: string;
  readonly name: Text;
}

/**
 * The traits of a view that stands still; its entry knows what ``state`` is. ``asks``: a kernel answers.
 */
export interface InlineTraits {
  readonly title: string;
  readonly language: Language;
  readonly asks: boolean;
}

/**
 * What an op keeps until its rule has run: the value of ``node``, or one of its own that has a ``name`` only.
 */
export interface Kept {
  readonly node: number | null;
  readonly name: string;
  readonly bytes: number;
}

/**
 * KernelPreset(key: 'str', name: 'Text', three: 'list[list[float]]', five: 'list[list[float]]')
 */
export interface KernelPreset {
  readonly key: string;
  readonly name: Text;
  readonly three: readonly (readonly number[])[];
  readonly five: readonly (readonly number[])[];
}

/**
 * ``pixels`` and ``out`` are the numbers of ``run`` in base64.
 */
export interface KernelState {
  readonly images: readonly ImageName[];
  readonly presets: readonly KernelPreset[];
  readonly run: Convolution;
  readonly pixels: string;
  readonly out: string;
}

export type Language = "en" | "zh";

/**
 * One parameter at a sampled step: 2-norms in float64, and |update| / |weight| of the last step.
 *
 * ``trainable`` is False where it is frozen: ``requires_grad`` is off.
 */
export interface LayerFlow {
  readonly name: string;
  readonly grad_norm: Real | null;
  readonly weight_norm: Real;
  readonly update_ratio: Real | null;
  readonly shape: readonly number[];
  readonly trainable: boolean;
}

/**
 * The traits of the live panel. ``snapshot`` is None until there is something to show.
 */
export interface LiveTraits {
  readonly title: string;
  readonly language: Language;
  readonly snapshot: Snapshot | null;
}

/**
 * Some maps of cells side by side: images, heat maps, a confusion matrix, attention weights, feature maps.
 *
 * Its numbers have the ``shape`` (maps, channels, height, width); channels are 1, or 3 for colours from 0 to 1.
 * ``limit`` is where the colours end: the largest absolute value. ``rows`` and ``columns`` name the cells, or are
 * empty; ``row_axis`` and ``column_axis`` say what is named. ``per_line`` maps stand in one line. Each cell is the
 * mean of ``pooled`` (down, across) numbers. ``total`` counts the maps there were, of which the first are shown.
 */
export interface Maps {
  readonly style: Style;
  readonly shape: readonly number[];
  readonly limit: Real;
  readonly titles: readonly Text[];
  readonly rows: readonly Text[];
  readonly columns: readonly Text[];
  readonly row_axis: Text;
  readonly column_axis: Text;
  readonly per_line: number;
  readonly pooled: readonly number[];
  readonly total: number;
  readonly kind: "maps";
}

/**
 * The beginning of the memory that a tensor looks at.
 *
 * Element (i, j) lies at ``offset + i*strides[0] + j*strides[1]``.
 * ``cells`` are the numbers there, ``size`` counts all of them. ``shared``: the memory belongs to another tensor,
 * or holds more than this one sees.
 */
export interface Memory {
  readonly size: number;
  readonly offset: number;
  readonly strides: readonly number[];
  readonly cells: readonly Real[];
  readonly shared: boolean;
}

/**
 * Bytes. ``activations``: what the nodes of the last graph that was looked at kept for their rules, parameters not
 * counted. ``peak``: the most that the process has used, where the system tells. ``allocated`` and ``reserved``: of
 * a GPU's pool; None on the CPU.
 */
export interface MemoryUse {
  readonly device: string;
  readonly parameters: number;
  readonly gradients: number;
  readonly optimizer: number;
  readonly activations: number;
  readonly peak: number | null;
  readonly allocated: number | null;
  readonly reserved: number | null;
}

export type Mode = "live" | "after-cell" | "background";

/**
 * One module, in the order of ``named_modules``; ``depth`` 0 is the whole.
 *
 * ``parameters`` counts the numbers in all parameters at and below it, each Tensor once, ``trainable`` those that
 * require a gradient. ``inputs`` and ``outputs`` are shapes of its first call, such as "32×64", empty if it was
 * not called; ``calls`` says how often it was. Modules with the same ``likeness`` are built alike. ``shared`` is
 * the path of the same module further up, whose parts are not listed again.
 */
export interface ModuleRow {
  readonly path: string;
  readonly name: string;
  readonly class_name: string;
  readonly options: string;
  readonly depth: number;
  readonly inputs: string;
  readonly outputs: string;
  readonly calls: number;
  readonly parameters: number;
  readonly trainable: number;
  readonly bytes: number;
  readonly own: readonly OwnTensor[];
  readonly likeness: string;
  readonly shared: string;
}

/**
 * ``called``: whether it was run, so that shapes are known. ``hidden``: rows left out.
 */
export interface ModuleTree {
  readonly rows: readonly ModuleRow[];
  readonly called: boolean;
  readonly training: boolean;
  readonly buffers: number;
  readonly hidden: number;
}

/**
 * What happens at once. ``nodes`` are at work; ``queue`` are those where a gradient waits afterwards, next first.
 *
 * ``words`` say what happens, ``why`` why it happens now. ``scope`` is the module, if this is a whole call of one.
 */
export interface Moment {
  readonly kind: MomentKind;
  readonly nodes: readonly number[];
  readonly words: Text;
  readonly why: Text;
  readonly queue: readonly number[];
  readonly scope: string;
}

export type MomentKind = "inputs" | "compute" | "seed" | "rule" | "arrive" | "write";

/**
 * A run was given another name.
 */
export interface NameRun {
  readonly run: number;
  readonly title: string;
  readonly type: "name";
}

/**
 * Send curve ``series`` again from point ``have``, or a grid of that name from column ``have``.
 */
export interface Need {
  readonly series: string;
  readonly have: number;
  readonly type: "need";
}

export type NodeKind = "op" | "leaf" | "constant" | "output" | "more";

/**
 * ``shape`` as it is; ``aligned`` with 1 for the dimensions it lacks; ``stretched``: which ones are repeated.
 *
 * ``values`` in row-major order, empty when there are none or too many to draw.
 */
export interface Operand {
  readonly name: string;
  readonly shape: readonly number[];
  readonly aligned: readonly number[];
  readonly stretched: readonly boolean[];
  readonly values: readonly Real[];
}

/**
 * The runs that a view draws beside its own; the kernel sends the curves of those that it does not ``have``.
 */
export interface Overlay {
  readonly runs: readonly number[];
  readonly have: readonly number[];
  readonly type: "overlay";
}

/**
 * A parameter or buffer of one module. ``shared``: the path under which it was met first; "" for its own.
 */
export interface OwnTensor {
  readonly name: string;
  readonly shape: readonly number[] | null;
  readonly dtype: string;
  readonly kind: string;
  readonly shared: string;
}

/**
 * A ``GraphSnapshot`` in columns. Node i is ``alike[kinds[i]]`` with an id of i and with its own label, name,
 * value, gradient size and place; edge i is ``joints[joint[i]]`` with its own ends and gradient size. ``labels[i]``
 * is a place in ``texts``; names and values are sparse, by the id of the node.
 */
export interface PackedGraph {
  readonly alike: readonly GraphNode[];
  readonly kinds: readonly number[];
  readonly texts: readonly Text[];
  readonly labels: readonly number[];
  readonly names: Readonly<Record<string, string>>;
  readonly values: Readonly<Record<string, string>>;
  readonly grad_norms: readonly (Real | null)[];
  readonly places: readonly (readonly number[])[];
  readonly joints: readonly GraphEdge[];
  readonly joint: readonly number[];
  readonly sources: readonly number[];
  readonly targets: readonly number[];
  readonly flows: readonly (Real | null)[];
  readonly modules: Readonly<Record<string, string>>;
  readonly step: number | null;
  readonly hidden: number;
  readonly changes: Text;
}

/**
 * One tensor of a card. ``heat`` is None where only statistics were kept; its cells are buffer ``buffer``.
 */
export interface Picture {
  readonly shape: readonly number[];
  readonly dtype: string;
  readonly statistics: Statistics | null;
  readonly heat: Heat | null;
  readonly buffer: number;
}

/**
 * Is anybody there? Sent while the loop is held and frames have nothing to tell.
 */
export interface Ping {
  readonly type: "ping";
}

/**
 * Points of a plane, and a word beside each.
 *
 * Its numbers have the ``shape`` (3, points) read row by row: all x, all y, all classes. ``names`` is empty or has
 * one for each; ``classes`` counts the colours, and is 0 where they mean nothing. ``extent`` is as in ``Field``.
 */
export interface Points {
  readonly shape: readonly number[];
  readonly extent: readonly number[];
  readonly names: readonly Text[];
  readonly classes: number;
  readonly total: number;
  readonly kind: "points";
}

/**
 * From the browser: ``about`` names what is asked, the other fields are the question's own.
 */
export interface Question {
  readonly ask: number;
  readonly about: string;
  readonly type: "question";
}

/**
 * One race. Its numbers: the heights, row by row from the top; for each trail x, y and loss of each point.
 */
export interface RaceRun {
  readonly surface: string;
  readonly start: readonly number[];
  readonly steps: number;
  readonly racers: readonly Racer[];
  readonly trails: readonly Trail[];
  readonly grid: readonly number[];
  readonly code: string;
}

/**
 * ``heights`` and ``paths`` are the numbers of ``run`` in base64.
 */
export interface RaceState {
  readonly surfaces: readonly SurfaceInfo[];
  readonly run: RaceRun;
  readonly heights: string;
  readonly paths: string;
}

/**
 * An optimizer in the race, or waiting beside it.
 */
export interface Racer {
  readonly name: string;
  readonly lr: number;
  readonly on: boolean;
}

/**
 * A browser has opened the panel and knows nothing yet.
 */
export interface Ready {
  readonly type: "ready";
}

export type Real = number | "NaN" | "Infinity" | "-Infinity";

/**
 * A run is to be forgotten.
 */
export interface RemoveRun {
  readonly run: number;
  readonly type: "remove";
}

/**
 * Go back to ``step``, one of those that are kept.
 */
export interface Rewind {
  readonly step: number;
  readonly type: "rewind";
}

export type RingPhase = "start" | "reduce" | "gather" | "mean";

/**
 * One all-reduce. Its numbers: for each of ``steps`` the gradient on each worker, ``size`` numbers;
 *
 * then for each step, worker and chunk, of how many workers' gradients it is the sum; last the gradient of the whole
 * batch, computed at once. ``difference`` is the largest between that and what the ring ends with. ``naive`` are the
 * bytes that one worker sends who collects all gradients and hands out the sum.
 */
export interface RingRun {
  readonly world: number;
  readonly seed: number;
  readonly size: number;
  readonly share: number;
  readonly steps: readonly RingStep[];
  readonly difference: Real;
  readonly naive: number;
  readonly code: string;
}

/**
 * ``values`` are the numbers of ``run`` in base64.
 */
export interface RingState {
  readonly run: RingRun;
  readonly values: string;
}

/**
 * ``sends``: the chunk that each worker sends to the next in the ring; with it, it has ``sent`` so many bytes.
 */
export interface RingStep {
  readonly phase: RingPhase;
  readonly sends: readonly number[];
  readonly sent: number;
}

/**
 * The curves of an earlier run, which a browser asked for with ``Overlay``; buffers as in a frame.
 */
export interface RunCurves {
  readonly run: number;
  readonly series: readonly SeriesSlice[];
  readonly type: "run";
}

/**
 * The curves of a run, for a page without a kernel.
 */
export interface RunData {
  readonly run: number;
  readonly series: readonly SeriesData[];
}

/**
 * What this panel trains, and the other runs of this kernel. ``number`` is that of this panel's run.
 */
export interface RunList {
  readonly number: number;
  readonly title: Text;
  readonly settings: Readonly<Record<string, string>>;
  readonly others: readonly RunSummary[];
}

/**
 * A run without its curves.
 *
 * ``settings`` are its hyperparameters as texts. ``parent`` and ``branched_at`` say that it is a future that was
 * left behind: up to that step it is the same as the run ``parent``.
 */
export interface RunSummary {
  readonly number: number;
  readonly title: Text;
  readonly started: number;
  readonly seconds: number;
  readonly steps: number;
  readonly epochs: number | null;
  readonly settings: Readonly<Record<string, string>>;
  readonly scores: readonly Score[];
  readonly parent: number | null;
  readonly branched_at: number | null;
}

/**
 * The runs, best first. ``by`` names the curve by which they are ordered; None where there is none.
 */
export interface RunsState {
  readonly by: string | null;
  readonly runs: readonly RunSummary[];
  readonly curves: readonly RunData[];
}

/**
 * Cards for a page without a kernel, by place ("12,0"); ``buffers`` in base64. ``sources`` stand once per op, and
 * ``code`` says which of them belongs to a card.
 */
export interface SavedDetails {
  readonly cards: Readonly<Record<string, Detail>>;
  readonly buffers: readonly string[];
  readonly sources: readonly (readonly Source[])[];
  readonly code: Readonly<Record<string, number>>;
}

/**
 * How far one curve came: its best value, the step of it, and its last value.
 */
export interface Score {
  readonly name: string;
  readonly group: SeriesGroup;
  readonly best: Real;
  readonly best_step: number;
  readonly last: Real;
}

/**
 * A whole curve, decimated to a few thousand points, for a view without a kernel.
 */
export interface SeriesData {
  readonly name: string;
  readonly group: SeriesGroup;
  readonly x: readonly number[];
  readonly y: readonly Real[];
}

export type SeriesGroup = "loss" | "metric" | "clock";

/**
 * ``count`` new points of a curve, the first of which has number ``start``.
 *
 * The i-th slice of a frame owns the i-th binary buffer: float32, first ``count`` values of x (the step),
 * then ``count`` values of y.
 */
export interface SeriesSlice {
  readonly name: string;
  readonly group: SeriesGroup;
  readonly generation: number;
  readonly start: number;
  readonly count: number;
}

/**
 * A slider was moved.
 */
export interface SetValue {
  readonly name: Setting;
  readonly value: number;
  readonly type: "set";
}

export type Setting = "lr" | "momentum" | "beta1" | "weight_decay";

/**
 * What one op passes back to one element of its input ``input``: ``total``, the sum of ``count`` terms that are not
 * 0. The largest of them are there, ``rest`` is the sum of the others; with no terms only the total is known. ``node``
 * is the order of the op.
 */
export interface Share {
  readonly node: number;
  readonly op: string;
  readonly input: string;
  readonly place: readonly number[];
  readonly index: readonly number[];
  readonly value: Real;
  readonly total: Real;
  readonly terms: readonly Term[];
  readonly count: number;
  readonly rest: Real;
}

/**
 * These grids are on the screen, in one of the views at least: send them, and no others.
 */
export interface Show {
  readonly grids: readonly string[];
  readonly type: "show";
}

/**
 * The last two dimensions at one index of those before. Every ``steps[d]``-th number is shown.
 */
export interface Slice {
  readonly index: readonly number[];
  readonly rows: number;
  readonly columns: number;
  readonly steps: readonly number[];
  readonly values: readonly Real[];
}

/**
 * The trait ``snapshot``: all that a view needs to draw with no kernel behind it.
 */
export interface Snapshot {
  readonly state: State;
  readonly step: number;
  readonly epoch: number;
  readonly controls: Controls;
  readonly layers: readonly LayerFlow[];
  readonly series: readonly SeriesData[];
  readonly graph: GraphSnapshot | null;
  readonly branches: readonly number[];
  readonly cards: readonly StillCard[];
  readonly grids: readonly GridData[];
  readonly vital: Vital | null;
  readonly runs: RunList | null;
  readonly overlays: readonly RunData[];
}

/**
 * ``name`` is that of the function, ``where`` its file inside our package; empty for a learner's own Function.
 */
export interface Source {
  readonly name: string;
  readonly text: string;
  readonly where: string;
}

/**
 * So many steps per second at most; None is as fast as it goes.
 */
export interface Speed {
  readonly speed: number | null;
  readonly type: "speed";
}

export type State = "ready" | "running" | "paused" | "stopped" | "done" | "interrupted";

/**
 * Of all elements; mean, std and range are those of the finite ones, None if there are none.
 *
 * ``bins`` counts finite elements between ``low`` and ``high``, in equal steps. A complex number counts by its size.
 */
export interface Statistics {
  readonly count: number;
  readonly mean: Real | null;
  readonly std: Real | null;
  readonly low: Real | null;
  readonly high: Real | null;
  readonly zeros: number;
  readonly nans: number;
  readonly infinities: number;
  readonly bins: readonly number[];
}

/**
 * What comes back along one arrow, ``downstream``. ``local`` is the derivative it was multiplied by, where it is
 * that simple; ``equation`` the product in numbers, ``place`` whose: that of the element shown, [] of a single
 * number.
 */
export interface StepEdge {
  readonly downstream: TensorPreview | null;
  readonly local: TensorPreview | null;
  readonly equation: string;
  readonly place: readonly number[];
}

/**
 * The numbers of one box; its place in the list is its node's in the graph.
 *
 * ``number`` counts nodes in the order they were made, as backward does; 0 for what gets no gradient. ``called``
 * is what sentences call it. ``equation`` is the op in real numbers, "" where they are not all known or not single.
 * ``inputs`` are the arrows to an op, in the order of its arguments. ``grad`` is the sum of what arrives; ``parts``
 * how many gradients that are, and ``summed`` False where they belong to different outputs. Of a leaf, ``before``
 * and ``after`` are its ``.grad``.
 */
export interface StepNode {
  readonly number: number;
  readonly called: Text;
  readonly value: TensorPreview | null;
  readonly equation: string;
  readonly inputs: readonly number[];
  readonly keeps: readonly Kept[];
  readonly grad: TensorPreview | null;
  readonly parts: number;
  readonly summed: boolean;
  readonly before: TensorPreview | null;
  readonly after: TensorPreview | null;
}

/**
 * ``nodes`` and ``edges`` lie beside those of ``graph``. ``turn`` is the first moment of the backward pass.
 *
 * ``notes`` are words on the whole: that it was cut short, that it starts from ones.
 */
export interface StepState {
  readonly graph: GraphSnapshot;
  readonly nodes: readonly StepNode[];
  readonly edges: readonly StepEdge[];
  readonly moments: readonly Moment[];
  readonly turn: number;
  readonly notes: readonly Text[];
}

/**
 * A card for a view without a kernel; ``values`` is float32 in base64, "" where it was too large to keep.
 */
export interface StillCard {
  readonly name: string;
  readonly card: CardData;
  readonly values: string;
  readonly step: number;
}

export type Style = "images" | "heat" | "confusion" | "attention" | "features";

/**
 * A surface to choose: ``extent`` is left, right, bottom, top, ``axes`` are the names of the axes across and up;
 * ``words`` say what to look for.
 */
export interface SurfaceInfo {
  readonly key: string;
  readonly name: Text;
  readonly words: Text;
  readonly extent: readonly number[];
  readonly start: readonly number[];
  readonly minima: readonly (readonly number[])[];
  readonly rates: Readonly<Record<string, number>>;
  readonly axes: readonly string[];
}

/**
 * ``grad_fn`` is the name of the op that made it, "" for a leaf.
 */
export interface TensorPicture {
  readonly name: string;
  readonly shape: readonly number[];
  readonly dtype: string;
  readonly device: string;
  readonly requires_grad: boolean;
  readonly grad_fn: string;
  readonly contiguous: boolean;
  readonly bytes: number;
  readonly statistics: Statistics;
  readonly gradient: Statistics | null;
  readonly slices: readonly Slice[];
  readonly memory: Memory;
}

/**
 * ``text``: its numbers where they are few, else "". ``cells``: a picture of ``rows`` x ``columns`` numbers, row
 * by row, evenly sampled from the last two dimensions, of the first part that is not all zero; empty for a single
 * number.
 */
export interface TensorPreview {
  readonly text: string;
  readonly shape: readonly number[];
  readonly norm: Real;
  readonly rows: number;
  readonly columns: number;
  readonly cells: readonly Real[];
}

/**
 * One output element that the element feeds, at ``index`` of output ``output``.
 */
export interface Term {
  readonly output: number;
  readonly index: readonly number[];
  readonly upstream: Real;
  readonly local: Real;
  readonly product: Real;
}

export type Text = string | Bilingual;

/**
 * Seconds of a step, a running mean: waiting for data, forward, backward, the optimizer, and this panel.
 */
export interface Times {
  readonly data: number;
  readonly forward: number;
  readonly backward: number;
  readonly optimizer: number;
  readonly panel: number;
}

/**
 * Where a racer went: ``points`` places, the first of them the start; ``lost``: it went beyond all bounds.
 */
export interface Trail {
  readonly name: string;
  readonly points: number;
  readonly lost: boolean;
  readonly loss: Real;
}

/**
 * What stands out, what the layers put out, and where memory and time go; sent when something of it is new.
 */
export interface Vital {
  readonly findings: readonly Finding[];
  readonly activations: readonly ActivationFlow[];
  readonly memory: MemoryUse | null;
  readonly times: Times | null;
}

/**
 * From the browser: send card ``name``.
 */
export interface Want {
  readonly name: string;
  readonly type: "want";
}

/**
 * ``before`` and ``after`` are the result, summed if it has several elements. ``predicted`` is gradient times
 * change, None where no gradient is known. ``value`` is what stands in the changed element now, or the scale.
 * ``affected`` are the places downstream whose numbers are different.
 */
export interface WhatIf {
  readonly before: Real;
  readonly after: Real;
  readonly change: Real;
  readonly predicted: Real | null;
  readonly value: Real;
  readonly affected: readonly (readonly number[])[];
}
