namespace StreamAe.Monitoring.Definitions;

/// <summary>From which rows, when and how long a model is trained.</summary>
public sealed record TrainingDefinition
{
    /// <summary>Newest rows of an entity that are kept to train from. Raising it covers longer cycles, costs memory, and forgets
    /// old behaviour later. Default 2000; 32 to 10,000,000 rows.</summary>
    public int HistoryRows { get; init; } = 2000;

    /// <summary>Rows an entity needs before its first own model. Raising it gives a better first model, later. Default 256; 32 to
    /// 10,000,000 rows.</summary>
    public int MinRows { get; init; } = 256;

    /// <summary>Event time between two trainings of an entity; null is never: trained once. Raising it costs less and follows
    /// change more slowly. Default never; never or 1s to 3650d.</summary>
    public TimeSpan? Every { get; init; }

    /// <summary>Most passes over the rows, unless <see cref="MinSteps"/> asks for more. Raising it costs time; early stopping keeps
    /// it from overfitting. Default 50; 1 to 100,000 epochs.</summary>
    public int Epochs { get; init; } = 50;

    /// <summary>Fewest gradient steps: few rows get more epochs. Raising it costs time where rows are few. Default 1000; 0 to
    /// 10,000,000 steps.</summary>
    public int MinSteps { get; init; } = 1000;

    /// <summary>Rows in a gradient step; null is auto, 32 to 256 by the number of rows. Raising it makes epochs faster and steps
    /// fewer. Default auto; auto or 1 to 65,536 rows.</summary>
    public int? BatchSize { get; init; }

    /// <summary>Step size of Adam. Raising it learns faster until it diverges. Default 0.001; above 0, at most 1.</summary>
    public double LearningRate { get; init; } = 1e-3;

    /// <summary>Epochs without a better held-out loss before training stops and the best weights are restored. Raising it costs
    /// time and stops early less often by bad luck. Default 10; 1 to 10,000 epochs.</summary>
    public int Patience { get; init; } = 10;

    /// <summary>Share of the rows kept out of fitting: stops training early and calibrates the threshold. Raising it calibrates
    /// better and leaves less to learn from. Default 0.2; 0.01 to 0.5.</summary>
    public double Holdout { get; init; } = 0.2;

    /// <summary>Most rows one training reads; of a longer history it draws this many at random. Raising it costs time. Default 20000;
    /// 32 to 10,000,000 rows.</summary>
    public int MaxRows { get; init; } = 20000;

    /// <summary>Seed of everything random in training: the same rows and seed give the same model. Raising it only picks another
    /// draw. Default 1; 0 to 18,446,744,073,709,551,615.</summary>
    public ulong Seed { get; init; } = 1;
}
