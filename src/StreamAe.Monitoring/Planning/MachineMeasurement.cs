using StreamAe.Monitoring.Definitions;
using StreamAe.Monitoring.Observations;
using StreamAe.Monitoring.Persistence;

namespace StreamAe.Monitoring.Planning;

/// <summary>
/// Measures on this machine what a monitor's work costs: its models, its trainer and its runtime, on made-up rows. Processor time is counted, so
/// nothing else should be done in the process meanwhile.
/// </summary>
public static class MachineMeasurement
{
    /// <summary>Models so large are trained and scored for minutes: no measurement of seconds says anything about them.</summary>
    public const long LargestModelBytes = 64 << 20;

    private const double WarmUpShare = 0.3;
    private const double TrainingShare = 0.15;
    private const double JudgingShare = 0.2;
    private const double ScoringShare = 0.06;

    // Silences and usual intervals are of event time; the pace of the measurement is the machine's own.
    private static readonly TimeSpan ShortestInterval = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan LongestInterval = TimeSpan.FromDays(1);

    /// <param name="entities">Of the monitor; fewer are made where fewer do.</param>
    /// <param name="perSecond">Events of an entity.</param>
    /// <param name="seconds">Of processor time to spend, roughly.</param>
    public static async Task<MachineSpeed> RunAsync(
        MonitorDefinition definition, Schema schema, long entities, double perSecond, double seconds, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(definition);
        ArgumentNullException.ThrowIfNull(schema);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(seconds);
        TimeSpan interval = TimeSpan.FromSeconds(Math.Clamp(1 / perSecond, ShortestInterval.TotalSeconds, LongestInterval.TotalSeconds));
        TrainingDefinition training = definition.Training;
        var trainings = new TrainingProbe(definition, schema, interval, cancellationToken);
        trainings.WarmUp();
        var judgings = new JudgingProbe(definition, schema, interval, trainings.Model, entities);
        await using (judgings.ConfigureAwait(false))
        {
            // Where code is compiled in tiers, it takes several times as long until what was called often was compiled again. A process with
            // tiered compilation turned off is right from the start; in another this is a beginning.
            for (double begin = CoreClock.Seconds; CoreClock.Seconds - begin < seconds * WarmUpShare;)
            {
                cancellationToken.ThrowIfCancellationRequested();
                trainings.WarmUp();
                await judgings.WarmUpAsync(cancellationToken).ConfigureAwait(false);
            }

            Measured first = trainings.Measure(training.MinRows, seconds * TrainingShare, hasChampion: false);
            Measured again = trainings.Measure(training.HistoryRows, seconds * TrainingShare, hasChampion: true);
            Measured? cohort = definition.Cohort.Enabled ? trainings.Measure(definition.Cohort.MaxRows, seconds * TrainingShare, hasChampion: false) : null;
            Measured judging = await judgings.MeasureAsync(seconds * JudgingShare, cancellationToken).ConfigureAwait(false);
            return new MachineSpeed(judging, judgings.MeasureScoring(seconds * ScoringShare), first, again, cohort);
        }
    }

    /// <summary>What an event's commit costs, beside its judging, in commits as large as the rate makes them.</summary>
    /// <param name="store">Empty; it is written to.</param>
    /// <param name="eventsPerSecond">Of all entities together.</param>
    /// <param name="judging">Of an event.</param>
    /// <param name="seconds">Of processor time to spend, roughly.</param>
    public static async Task<Measured> CommittingAsync(
        IStateStore store,
        MonitorDefinition definition,
        Schema schema,
        long entities,
        double eventsPerSecond,
        Measured judging,
        double seconds,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(definition);
        ArgumentNullException.ThrowIfNull(judging);
        var probe = new CommittingProbe(store, definition, schema, entities, eventsPerSecond);
        await using (probe.ConfigureAwait(false))
        {
            Measured all = await probe.MeasureAsync(seconds, cancellationToken).ConfigureAwait(false);
            return all with { Seconds = Math.Max(0, all.Seconds - judging.Seconds) };
        }
    }
}
