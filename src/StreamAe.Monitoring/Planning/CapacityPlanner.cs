using System.Runtime.CompilerServices;
using StreamAe.Monitoring.Definitions;
using StreamAe.Monitoring.Entities;
using StreamAe.Monitoring.Plans;
using StreamAe.Monitoring.Runtime;
using StreamAe.Monitoring.Thresholds;
using StreamAe.Monitoring.Verdicts;
using StreamAe.Numerics.Training;

namespace StreamAe.Monitoring.Planning;

/// <summary>Reckons what a monitor will need. Pure: the same request and speed give the same plan.</summary>
public static class CapacityPlanner
{
    /// <summary>The share by which an entity's schedule is spread, ±, as entities do it.</summary>
    private const double Jitter = 0.1;

    private const double DaySeconds = 86_400;

    public static CapacityPlan Plan(CapacityRequest request, MachineSpeed speed)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(speed);
        request.Validate();
        MonitorPlan plan = request.Plan;
        double total = request.Rate.TotalPerSecond(request.Entities);
        double each = total / request.Entities;
        MemoryPlan memory = MemoryOf(request);
        CorePlan cores = CoresOf(request, speed, total, each);
        TimePlan times = TimesOf(plan.Definition, total, each);
        return new CapacityPlan(
            plan.Definition.Name,
            plan.Schema.Count,
            plan.Architecture.ToString(),
            request.Entities,
            total,
            memory,
            DiskOf(request, each),
            cores,
            times,
            CapacityWarnings.Of(request, memory, cores, times, each));
    }

    /// <summary>Usable rows of a history that a model is fitted on; those kept out calibrate it.</summary>
    internal static int FittedRows(MonitorDefinition definition, long historyRows) =>
        (int)Math.Clamp(historyRows * (1 - definition.Training.Holdout), 1, definition.Training.MaxRows);

    private static MemoryPlan MemoryOf(CapacityRequest request)
    {
        MonitorPlan plan = request.Plan;
        EntityFootprint first = EntityFootprint.AtFirst(plan, request.Cores), full = EntityFootprint.Full(plan, request.Cores);
        double shared = request.ProcessBytes + PollBytes(plan, request.Entities) + TrainingBytes(plan) + (2.0 * plan.Arena.SlotBytes) + request.Store.Memory;
        return new MemoryPlan(
            first,
            full,
            shared,
            shared + ((double)first.Total * request.Entities),
            shared + ((double)full.Total * request.Entities),
            request.MemoryBytes,
            request.MemoryBytes / full.Counted,
            request.MemoryBytes / first.Counted,
            "from the plan's arenas and the fields of its objects");
    }

    /// <summary>Polls under way, each full, and with it the states and newest pages of its entities, which wait for their commit.</summary>
    private static double PollBytes(MonitorPlan plan, long entities)
    {
        var options = new RuntimeOptions();
        double row = Unsafe.SizeOf<Verdict>() + (sizeof(float) * plan.Schema.Count) + (2 * sizeof(long)) + (3 * sizeof(int)) + 1;
        double state = plan.StateBytes + (RowHistory.PageRows * plan.Encoder.Count * sizeof(float));
        return options.PollsInFlight * ((options.PollRows * row) + (Math.Min(options.PollRows, entities) * state));
    }

    /// <summary>One training, and the rows it copies: encoded, windowed, and those it fits.</summary>
    private static double TrainingBytes(MonitorPlan plan)
    {
        TrainingDefinition training = plan.Definition.Training;
        int fitted = FittedRows(plan.Definition, training.HistoryRows);
        double floats = ((double)training.HistoryRows * (plan.Encoder.Count + plan.Architecture.RowStride)) + ((double)fitted * plan.Architecture.RowStride);
        return (sizeof(float) * floats) + MemoryEstimate.For(plan.Architecture, plan.TrainingOptions, fitted).TotalBytes;
    }

    private static DiskPlan DiskOf(CapacityRequest request, double each)
    {
        StoreSizes store = request.Store;
        MonitorDefinition definition = request.Plan.Definition;
        double rowsDay = each * DaySeconds;
        double scoresDay = request.ScoresKept is null ? 0 : rowsDay * request.Entities * store.Score;
        double alertsDay = AlertsPerRow(definition, rowsDay) * rowsDay;
        if (definition.Alert.Cooldown > TimeSpan.Zero)
        {
            alertsDay = Math.Min(alertsDay, DaySeconds / definition.Alert.Cooldown.TotalSeconds);
        }

        alertsDay *= request.Entities;
        return new DiskPlan(
            store.FirstEntity,
            store.FullEntity,
            Math.Min(rowsDay, definition.Training.HistoryRows) * store.Row,
            store.Fixed + (store.FullEntity * request.Entities),
            scoresDay,
            scoresDay * (request.ScoresKept?.TotalDays ?? 0),
            alertsDay,
            alertsDay * store.Alert,
            store.How);
    }

    /// <summary>
    /// Anomalous rows that find m − 1 more among the n − 1 before them, rows being anomalous independently of each other in the share the
    /// threshold asks for.
    /// </summary>
    private static double AlertsPerRow(MonitorDefinition definition, double rowsDay)
    {
        double p = AskedShare.Of(definition.Threshold.Rule, (float)(DaySeconds / rowsDay), 1 - new ThresholdDefinition().Quantile);
        int before = definition.Alert.N - 1;
        double reached = 0, ways = 1;
        for (int k = 0; k <= before; k++)
        {
            reached += k >= definition.Alert.M - 1 ? ways * Math.Pow(p, k) * Math.Pow(1 - p, before - k) : 0;
            ways *= (double)(before - k) / (k + 1);
        }

        return p * reached;
    }

    private static CorePlan CoresOf(CapacityRequest request, MachineSpeed speed, double total, double each)
    {
        double trainings = 0, peak = 0;
        bool hasOwn = request.Plan.Definition.Training.Own;
        if (hasOwn && request.Plan.Definition.Training.Every is TimeSpan every)
        {
            // A training comes with an event: never more of them than events.
            trainings = Math.Min(request.Entities / every.TotalSeconds, total);
            peak = Math.Min(request.Entities / Math.Max(every.TotalSeconds * 2 * Jitter, 1 / each), total);
        }

        return new CorePlan(
            total * speed.Judging.Seconds,
            total * speed.Scoring.Seconds,
            total * speed.Committing?.Seconds,
            trainings,
            trainings * speed.Retraining.Seconds,
            peak * speed.Retraining.Seconds,
            hasOwn ? request.Entities * speed.FirstTraining.Seconds : 0,
            speed.CohortTraining?.Seconds,
            request.Cores,
            speed);
    }

    private static TimePlan TimesOf(MonitorDefinition definition, double total, double each) => new(
        definition.Cohort.Enabled ? definition.Cohort.MinRows / total : null,
        definition.Training.MinRows / each,
        definition.Training.HistoryRows / each);
}
