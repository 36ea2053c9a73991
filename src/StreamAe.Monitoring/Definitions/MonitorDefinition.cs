using StreamAe.Monitoring.Definitions.Keys;

namespace StreamAe.Monitoring.Definitions;

/// <summary>
/// One monitor: which stream, which features, which model, and when to raise an alert. Immutable; two definitions are equal
/// when all their values are. Ranges are checked by <see cref="MonitorFile"/>, not here: code that builds a definition by hand
/// keeps to them itself.
/// </summary>
public sealed record MonitorDefinition
{
    /// <summary>The monitor's name: part of alert ids, metrics, store keys and addresses, so renaming it starts afresh. Required;
    /// letters, digits, '.', '_' and '-', at most 100 characters.</summary>
    public required string Name { get; init; }

    /// <summary>What the monitor is for, shown in the console. Changes no verdict. Default none; at most 2,000 characters.</summary>
    public string? Description { get; init; }

    /// <summary>Name of a source of the service configuration; back-tests of files ignore it. Default none; letters, digits, '.',
    /// '_' and '-', at most 100 characters.</summary>
    public string? Source { get; init; }

    /// <summary>Field that names the entity. Default entity; at most 200 characters.</summary>
    public string EntityField { get; init; } = "entity";

    /// <summary>Field with the event time: seconds since 1970, ISO 8601, or a row number. Default t; at most 200
    /// characters.</summary>
    public string TimeField { get; init; } = "t";

    /// <summary>Field with the known truth (0 or 1) where there is one: used by reports, never by the detector. Default label; at
    /// most 200 characters.</summary>
    public string LabelField { get; init; } = "label";

    /// <summary>The features in row order; empty means every numeric field but entity, time and label. Default all; all or 1 to
    /// 100,000 entries.</summary>
    public IReadOnlyList<FeatureDefinition> Features { get; init; } = [];

    /// <summary>How many consecutive rows the model sees at once.</summary>
    public WindowDefinition Window { get; init; } = new();

    /// <summary>Whether a row also holds the change of each reconstructed feature since the entity's row before. It tells what moved, and doubles
    /// the inputs. Default false; true or false.</summary>
    public bool Differences { get; init; }

    /// <summary>Rows before the newest whose reconstructed features a model is given as context, while the newest is hidden from it when
    /// it judges: it is predicted, not copied. Raising it lets the model see longer shapes, and costs inputs. Default 0; 0 to 1,024
    /// rows.</summary>
    public int Lags { get; init; }

    /// <summary>What is taken away from every reconstructed number before it is scaled: nothing, or what the entity usually shows at that
    /// hour. Default none; none or hourly.</summary>
    public Season Season { get; init; }

    /// <summary>How the values of the features are brought to one scale. Default standard; standard, robust, minMax or asinh.</summary>
    public InputScale Scale { get; init; }

    /// <summary>The autoencoder.</summary>
    public ModelDefinition Model { get; init; } = new();

    /// <summary>From which rows, when and how long a model is trained.</summary>
    public TrainingDefinition Training { get; init; } = new();

    /// <summary>The model that entities share until each has its own.</summary>
    public CohortDefinition Cohort { get; init; } = new();

    /// <summary>How a row becomes a score.</summary>
    public ScoreDefinition Score { get; init; } = new();

    /// <summary>Which scores are anomalous.</summary>
    public ThresholdDefinition Threshold { get; init; } = new();

    /// <summary>Which anomalous rows become alerts.</summary>
    public AlertDefinition Alert { get; init; } = new();

    /// <summary>What is done about repeated, missing and silent data.</summary>
    public DataDefinition Data { get; init; } = new();

    /// <summary>
    /// 32 hexadecimal digits: the start of the SHA-256 of every effective value but the description. Leaving a key out and writing
    /// its default give the same fingerprint; stores use it to tell whether saved state belongs to this definition. Computed on
    /// every call (microseconds): keep it.
    /// </summary>
    public string Fingerprint => MonitorKeys.Fingerprint(this);

    public bool Equals(MonitorDefinition? other) =>
        other is not null && (ReferenceEquals(this, other) || MonitorKeys.Canonical(this) == MonitorKeys.Canonical(other));

    public override int GetHashCode() => HashCode.Combine(Name, Features.Count, Training, Alert);
}
