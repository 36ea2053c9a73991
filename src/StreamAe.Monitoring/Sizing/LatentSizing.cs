using StreamAe.Monitoring.Definitions;
using StreamAe.Monitoring.Entities;
using StreamAe.Monitoring.Features;
using StreamAe.Monitoring.Files;
using StreamAe.Monitoring.Plans;
using StreamAe.Monitoring.Runtime;
using StreamAe.Monitoring.Training;
using StreamAe.Numerics.Scoring;
using StreamAe.Numerics.Training;

namespace StreamAe.Monitoring.Sizing;

/// <summary>
/// Finds the width of the latent code before a monitor begins. All models of a monitor have one shape, which is fixed when its first row
/// comes, so a sweep belongs before that and its answer in the monitor file: a stored monitor then comes back as it was.
/// </summary>
public static class LatentSizing
{
    /// <param name="files">History, as a back-test trains from.</param>
    /// <param name="entities">At most so many are swept, those with the most rows.</param>
    /// <exception cref="ObservationFileException">A file cannot be read at all.</exception>
    /// <exception cref="InvalidOperationException">No entity has enough rows.</exception>
    public static async Task<SizingReport> RunAsync(
        MonitorDefinition definition, IReadOnlyList<string> files, int entities, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(definition);
        ArgumentOutOfRangeException.ThrowIfLessThan(entities, 1);
        var plans = new PlanSet(definition);
        EntityMonitor[] members = await ReadAsync(plans, files, cancellationToken).ConfigureAwait(false);
        MonitorPlan plan = members.Length > 0
            ? members[0].Plan
            : throw new InvalidOperationException($"No rows of monitor {definition.Name} in {files.Count} files. Check its entity and time fields.");
        EntitySizing[] sizings =
        [
            .. members.Where(m => ReferenceEquals(m.Plan, plan)).Take(entities).Select(m => Sweep(m, cancellationToken)).OfType<EntitySizing>(),
        ];
        if (sizings.Length == 0)
        {
            throw new InvalidOperationException(
                $"The entity with the most rows has {members[0].History.Count} of them; at least {FittingSet.Fewest} usable ones are needed. Give more history.");
        }

        int[] wanted = [.. sizings.Select(s => s.Search.Latent).Order()];
        return new SizingReport(definition.Name, plan.Architecture.Features, plan.Architecture.Latent, wanted[wanted.Length / 2], sizings);
    }

    /// <summary>The entities of the files, most rows first.</summary>
    private static async Task<EntityMonitor[]> ReadAsync(PlanSet plans, IReadOnlyList<string> files, CancellationToken cancellationToken)
    {
        var letters = new DeadLetterCounter();
        var layout = new FileLayout(
            plans.Definition.EntityField, plans.Definition.TimeField, plans.Definition.LabelField, FeatureEncoder.ChannelsOf(plans.Definition));
        ObservationFileSet history = ObservationFileSet.Open(files, layout, plans.Directory, letters);
        await using (history.ConfigureAwait(false))
        {
            var runtime = new LocalRuntime(
                plans, new SimdScorer(), new NullCommitter(), letters, new RuntimeOptions { Shards = 1, Training = TrainingMode.Off });
            await using (runtime.ConfigureAwait(false))
            {
                foreach (CsvObservationSource source in history.Sources)
                {
                    await runtime.RunAsync([source], cancellationToken).ConfigureAwait(false);
                    cancellationToken.ThrowIfCancellationRequested();
                }

                return [.. runtime.Entities.OrderByDescending(e => e.History.Count).ThenBy(e => e.Key, StringComparer.Ordinal)];
            }
        }
    }

    private static EntitySizing? Sweep(EntityMonitor entity, CancellationToken cancellationToken)
    {
        TrainingRequest request = entity.BeginTraining();
        MonitorPlan plan = entity.Plan;
        var rows = FittingSet.Of(request);
        return rows.Count < FittingSet.Fewest
            ? null
            : new EntitySizing(
                entity.Key,
                rows.Count,
                LatentSearch.Run(
                    latent => EngineOptions.ArchitectureOf(
                        plan.Definition with { Model = plan.Definition.Model with { Latent = latent } }, plan.Architecture.Features, plan.Architecture.Condition),
                    plan.Architecture.Features,
                    rows.ForEngine(plan),
                    rows.Count,
                    plan.TrainingOptions with { Seed = request.Seed },
                    cancellationToken));
    }
}
