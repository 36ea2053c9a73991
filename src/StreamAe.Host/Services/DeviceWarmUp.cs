using Microsoft.Extensions.Logging;
using StreamAe.Host.Configuration;
using StreamAe.Monitoring.Observations;
using StreamAe.Monitoring.Plans;
using StreamAe.Monitoring.Runtime;
using StreamAe.Numerics.Scoring;
using StreamAe.Numerics.Training;

namespace StreamAe.Host.Services;

/// <summary>Compiles what the models of a service's monitors need before the first poll is read, which would wait for it else.</summary>
/// <param name="trainer">Null where none trains on a device.</param>
internal sealed class DeviceWarmUp(IScorer scorer, IBatchTrainer? trainer, TimeProvider time, ILogger logger)
{
    /// <summary>Takes seconds. What cannot be known yet, because the channels come with the data, is left to the first batch.</summary>
    /// <param name="known">Plans of the monitors, whether restored or from what their sources tell. Several may have one architecture.</param>
    public void Run(IEnumerable<(MonitorPlan Plan, TrainingMode Training)> known, CancellationToken stop)
    {
        long start = time.GetTimestamp();
        int kernels = 0;
        foreach ((MonitorPlan plan, TrainingMode training) in known)
        {
            stop.ThrowIfCancellationRequested();
            kernels += scorer.WarmUp(plan.Architecture, plan.Arena.Storage);
            if (training == TrainingMode.Background && plan.Definition.Training.Own)
            {
                kernels += trainer?.WarmUp(plan.Architecture, plan.TrainingOptions) ?? 0;
            }
        }

        if (kernels > 0)
        {
            double seconds = time.GetElapsedTime(start).TotalSeconds;
            logger.LogWarmedUp(kernels, seconds);
        }
    }

    /// <summary>The plans that a monitor will have, as far as its source tells before it is read.</summary>
    /// <param name="folder">That the source's paths are relative to.</param>
    public static IEnumerable<MonitorPlan> PlansOf(MonitorBinding monitor, string folder)
    {
        foreach (Schema schema in SourceColumns.SchemasOf(monitor.Definition, monitor.Source, folder))
        {
            MonitorPlan plan;
            try
            {
                plan = new MonitorPlan(monitor.Definition, schema);
            }
            catch (ArgumentException)
            {
                // The monitor cannot read such data: it will say so when they come.
                continue;
            }

            yield return plan;
        }
    }
}
