using StreamAe.Numerics.Training;

namespace StreamAe.Monitoring.Runtime;

/// <summary>How the local runtime works; nothing here changes a verdict, but for background training (see <see cref="TrainingMode"/>).</summary>
public sealed record RuntimeOptions
{
    /// <summary>Loops that share the entities. Default: the processor count; range 1 … 1024.</summary>
    public int Shards { get; init; } = Environment.ProcessorCount;

    /// <summary>Most observations a poll. Default 4096; more batches better, fewer shorten the time to a verdict.</summary>
    public int PollRows { get; init; } = 4096;

    /// <summary>Polls that may be under way (read, scored, waiting for their commit). Default 32; bounds memory and pushes back on the source.</summary>
    public int PollsInFlight { get; init; } = 32;

    /// <summary>Rows in one scorer call of a shard. Default 256: rows, codes and results of a call stay in the second-level cache.</summary>
    public int ScoreBatchRows { get; init; } = 256;

    public TrainingMode Training { get; init; } = TrainingMode.Background;

    /// <summary>Shared by all runtimes of a process; null, the default, where background training may use a core for each. It slows trainings down
    /// and changes none.</summary>
    public TrainingBudget? TrainingBudget { get; init; }

    /// <summary>
    /// Trains models together where many of one monitor wait in the background; null, the default, where each is trained by itself. Shared by all runtimes
    /// of a process, and disposed of by whoever made it, after them.
    /// </summary>
    public IBatchTrainer? BatchTrainer { get; init; }

    /// <summary>Rank the contributing features of every verdict, not only of anomalous ones.</summary>
    public bool ExplainAll { get; init; }

    /// <summary>
    /// Brings entities back that are not in memory; null where all that are stored were restored before the first poll, and stay.
    /// </summary>
    public IEntityLoader? Loader { get; init; }

    /// <summary>Changes models at rows it knows of, as a replay does; null, the default, where trainings alone do. Turn training off with it.</summary>
    public IModelSchedule? Schedule { get; init; }

    /// <summary>
    /// Most memory for entities and their models, in bytes; those without an event for longest leave beyond it, and come back with their
    /// next. Default null, no limit; needs a <see cref="Loader"/>. From 1. What is not yet durable stays, whatever the limit.
    /// </summary>
    public long? MemoryBytes { get; init; }

    /// <summary>What polls keep of each scored row beside its verdict, in <see cref="Poll.Rows"/>. Default nothing; each costs time and memory.</summary>
    public KeptRows KeepRows { get; init; }

    internal void Validate()
    {
        Require(Shards is >= 1 and <= 1024, nameof(Shards), Shards, "1 to 1024");
        Require(PollRows is >= 1 and <= 1 << 20, nameof(PollRows), PollRows, "1 to 1,048,576");
        Require(PollsInFlight is >= 2 and <= 4096, nameof(PollsInFlight), PollsInFlight, "2 to 4096");
        Require(MemoryBytes is null or >= 1, nameof(MemoryBytes), MemoryBytes ?? 0, "1 or more");
        if (MemoryBytes is not null && Loader is null)
        {
            throw new ArgumentException("runtime.MemoryBytes needs a loader: an entity that left could not come back.");
        }

        Require(ScoreBatchRows is >= 1 and <= 1 << 20, nameof(ScoreBatchRows), ScoreBatchRows, "1 to 1,048,576");
    }

    private static void Require(bool holds, string name, object value, string range)
    {
        if (!holds)
        {
            throw new ArgumentOutOfRangeException(name, value, $"runtime.{name} must be {range}.");
        }
    }
}
