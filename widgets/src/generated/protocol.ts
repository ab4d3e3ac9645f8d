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

export type Change = "" | "new" | "gone" | "changed";

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
 * The state of the panel and what is new since the last frame.
 *
 * ``graph`` and ``layers`` are None when they have not changed. ``mode`` says when the controls work: while
 * the cell runs, or only after it; "background": no cell runs. ``notice`` tells the learner why a value was
 * refused or what went wrong, ``news`` what has happened. ``batches`` is None where the loop does not tell how
 * many there are. ``rate`` is steps per second, ``speed`` the most that was asked for, None = as fast as it goes.
 * ``kept`` are the steps to which one can go back, ascending; ``branches`` those where one has gone on another
 * way, in the order in which it happened.
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
 * different from the graph this one is compared with; what is gone is drawn once more.
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
 * The answer to a ``Ping``: at once, also from a tab that is hidden and draws nothing.
 */
export interface Here {
  readonly type: "here";
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

export type Language = "en" | "zh";

/**
 * One parameter at a sampled step: 2-norms in float64, and |update| / |weight| of the last step.
 */
export interface LayerFlow {
  readonly name: string;
  readonly grad_norm: Real | null;
  readonly weight_norm: Real;
  readonly update_ratio: Real | null;
}

/**
 * The traits of the live panel. ``snapshot`` is None until there is something to show.
 */
export interface LiveTraits {
  readonly title: string;
  readonly language: Language;
  readonly snapshot: Snapshot | null;
}

export type Mode = "live" | "after-cell" | "background";

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
 * Send curve ``series`` again from point ``have``.
 */
export interface Need {
  readonly series: string;
  readonly have: number;
  readonly type: "need";
}

export type NodeKind = "op" | "leaf" | "constant" | "output" | "more";

/**
 * A ``GraphSnapshot`` in columns. Node i is ``alike[kinds[i]]`` with an id of i and with its own label, name,
 * value and gradient size; edge i is ``joints[joint[i]]`` with its own ends and gradient size. ``labels[i]`` is a
 * place in ``texts``; names and values are sparse, by the id of the node.
 */
export interface PackedGraph {
  readonly alike: readonly GraphNode[];
  readonly kinds: readonly number[];
  readonly texts: readonly Text[];
  readonly labels: readonly number[];
  readonly names: Readonly<Record<string, string>>;
  readonly values: Readonly<Record<string, string>>;
  readonly grad_norms: readonly (Real | null)[];
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
 * Is anybody there? Sent while the loop is held and frames have nothing to tell.
 */
export interface Ping {
  readonly type: "ping";
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
 * A browser has opened the panel and knows nothing yet.
 */
export interface Ready {
  readonly type: "ready";
}

export type Real = number | "NaN" | "Infinity" | "-Infinity";

/**
 * Go back to ``step``, one of those that are kept.
 */
export interface Rewind {
  readonly step: number;
  readonly type: "rewind";
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

export type SeriesGroup = "loss" | "metric";

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

export type Text = string | Bilingual;
