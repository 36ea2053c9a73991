using StreamAe.Numerics.Training;

namespace StreamAe.Monitoring.Definitions;

/// <summary>From which rows, when and how long a model is trained.</summary>
public sealed record TrainingDefinition
{
    /// <summary>Whether entities get models of their own; where not, the cohort's serves all, now and later. Default true; true or
    /// false.</summary>
    public bool Own { get; init; } = true;

    /// <summary>Newest rows of an entity that are kept to train from. Raising it covers longer cycles, costs memory, and forgets
    /// old behaviour later. Default 2000; 32 to 10,000,000 rows.</summary>
    public int HistoryRows { get; init; } = 2000;

    /// <summary>Rows an entity needs before its first own model. Raising it gives a better first model, later. Default 256; 32 to
    /// 10,000,000 rows.</summary>
    public int MinRows { get; init; } = 256;

    /// <summary>Event time between two trainings of an entity; null is never: trained once. Raising it costs less and follows
    /// change more slowly. Default never; never or 1s to 3650d.</summary>
    public TimeSpan? Every { get; init; }

    /// <summary>How many times the rows of its last training an entity must have before the next: more often while little is known of
    /// it, and ever more rarely. Raising it costs less and follows change more slowly. Default never; never or 1.05 to 100 times.</summary>
    public double? Growth { get; init; }

    /// <summary>When a lasting change asks for a training before the schedule does.</summary>
    public OnDriftDefinition OnDrift { get; init; } = new();

    /// <summary>An entity with a model of its own is trained again.</summary>
    internal bool IsRepeated => Own && (Every is not null || Growth is not null);

    /// <summary>Most passes over the rows, unless <see cref="MinSteps"/> asks for more. Raising it costs time; early stopping keeps
    /// it from overfitting. Default 50; 1 to 100,000 epochs.</summary>
    public int Epochs { get; init; } = 50;

    /// <summary>Fewest gradient steps: few rows get more epochs. Raising it costs time where rows are few. Default 1000; 0 to
    /// 10,000,000 steps.</summary>
    public int MinSteps { get; init; } = 1000;

    /// <summary>Rows in a gradient step; null is auto, 32 to 256 by the number of rows. Raising it makes epochs faster and steps
    /// fewer. Default auto; auto or 1 to 65,536 rows.</summary>
    public int? BatchSize { get; init; }

    /// <summary>How a reconstruction is compared with its row: squares; cross-entropy, for rows from 0 to 1; Huber's, which wild values
    /// pull less. Default mse; mse, bce or huber.</summary>
    public ReconstructionLoss Loss { get; init; }

    /// <summary>Residual from which Huber's loss grows in a straight line. Raising it lets wild values pull harder. Default 1; above 0,
    /// at most 1,000,000.</summary>
    public double HuberDelta { get; init; } = 1;

    /// <summary>How a gradient moves the weights. Default adam; adam, sgd or rmsprop.</summary>
    public OptimizerKind Optimizer { get; init; }

    /// <summary>Step size before any schedule. Raising it learns faster until it diverges. Default 0.001; above 0, at most 1.</summary>
    public double LearningRate { get; init; } = 1e-3;

    /// <summary>Share of its last step that sgd adds to the next. Raising it smooths the way and overshoots. Default 0.9; 0 to below
    /// 1.</summary>
    public double Momentum { get; init; } = 0.9;

    /// <summary>Longest gradient; a longer one is scaled down to it. 0 is off. Raising it allows larger steps. Default 0; 0 to
    /// 1,000,000,000.</summary>
    public double ClipNorm { get; init; }

    /// <summary>How the learning rate changes over a training.</summary>
    public ScheduleDefinition Schedule { get; init; } = new();

    /// <summary>Weight of the sum of the weights' absolute values. Raising it drives weights to 0. Default 0; 0 to 1,000.</summary>
    public double L1 { get; init; }

    /// <summary>Weight of half the sum of the squared weights. Raising it keeps weights small. Default 0; 0 to 1,000.</summary>
    public double L2 { get; init; }

    /// <summary>Share of the hidden units that are left out of each step. Raising it hinders learning by heart, and learning. Default 0;
    /// 0 to 0.9.</summary>
    public double Dropout { get; init; }

    /// <summary>Whether the hidden layers' sums are normalised over each batch; folded into the weights when training ends, so scoring
    /// costs the same. Default false; true or false.</summary>
    public bool BatchNormalization { get; init; }

    /// <summary>What keeps the units of the latent code quiet.</summary>
    public SparsityDefinition Sparsity { get; init; } = new();

    /// <summary>How rows are spoilt before the model reads them.</summary>
    public NoiseDefinition Noise { get; init; } = new();

    /// <summary>How the KL term of a vae comes to its weight.</summary>
    public AnnealingDefinition Annealing { get; init; } = new();

    /// <summary>Divergence of each latent unit that costs nothing (vae only). Raising it keeps more units in use. Default 0; 0 to 100
    /// nats.</summary>
    public double FreeBits { get; init; }

    /// <summary>Epochs for which each layer is fitted alone, outermost first, before all are fitted together; 0 is off. Raising it costs
    /// time. Default 0; 0 to 100,000 epochs.</summary>
    public int PretrainingEpochs { get; init; }

    /// <summary>Epochs without a better held-out loss before training stops and the best weights are restored. Raising it costs
    /// time and stops early less often by bad luck. Default 10; 1 to 10,000 epochs.</summary>
    public int Patience { get; init; } = 10;

    /// <summary>Share of the rows kept out of fitting: stops training early and calibrates the threshold. Raising it calibrates
    /// better and leaves less to learn from. Default 0.2; 0.01 to 0.5.</summary>
    public double Holdout { get; init; } = 0.2;

    /// <summary>Most rows one training reads; of a longer history it draws this many at random. Raising it costs time. Default 20000;
    /// 32 to 10,000,000 rows.</summary>
    public int MaxRows { get; init; } = 20000;

    /// <summary>Versions of an entity's own model that are kept, the one in use among them: what a rollback and a replay can go back to.
    /// Raising it costs disk. Default 5; 1 to 1,000 versions.</summary>
    public int KeepVersions { get; init; } = 5;

    /// <summary>Whether models that were found no better are kept too, as many as <see cref="KeepVersions"/>, so that an operator can
    /// promote one. Costs disk. Default false; true or false.</summary>
    public bool KeepRejected { get; init; }

    /// <summary>Seed of everything random in training: the same rows and seed give the same model. Raising it only picks another
    /// draw. Default 1; 0 to 18,446,744,073,709,551,615.</summary>
    public ulong Seed { get; init; } = 1;
}
