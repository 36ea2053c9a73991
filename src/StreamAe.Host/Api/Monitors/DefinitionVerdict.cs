using StreamAe.Host.Api.Running;
using StreamAe.Monitoring.Definitions;
using StreamAe.Monitoring.Plans;

namespace StreamAe.Host.Api.Monitors;

/// <summary>What a monitor file is worth, and what it would change.</summary>
/// <param name="Changes">Against the one that runs; empty where none was named.</param>
/// <param name="ModelsKept">Models stay in use: else each entity keeps its own until it has one by the new file. Null where the file is wrong.</param>
/// <param name="Entities">That it concerns.</param>
/// <param name="TakesEffect">now: the running service closes and opens again with it; restart: at the next start of the process.</param>
internal sealed record DefinitionVerdict(
    bool Valid,
    IReadOnlyList<DefinitionFault> Errors,
    IReadOnlyList<DefinitionFault> Warnings,
    IReadOnlyList<DefinitionChange> Changes,
    bool? ModelsKept,
    long Entities,
    string TakesEffect)
{
    private const string AtOnce = "now";
    private const string AtRestart = "restart";

    /// <param name="canReload">The running service takes it over.</param>
    public static DefinitionVerdict Of(MonitorFileResult result, bool canReload)
    {
        ArgumentNullException.ThrowIfNull(result);
        return new DefinitionVerdict(
            result.Definition is not null,
            [.. result.Errors.Select(DefinitionFault.Of)],
            [.. result.Warnings.Select(DefinitionFault.Of)],
            [],
            ModelsKept: null,
            Entities: 0,
            canReload ? AtOnce : AtRestart);
    }

    /// <param name="monitor">The one that runs.</param>
    public static DefinitionVerdict Of(MonitorFileResult result, bool canReload, OperatedMonitor monitor, long entities)
    {
        DefinitionVerdict verdict = Of(result, canReload) with { Entities = entities };
        return result.Definition is MonitorDefinition definition
            ? verdict with { Changes = DefinitionChanges.Between(monitor.Definition, definition), ModelsKept = KeepsModels(monitor, definition) }
            : verdict;
    }

    private static bool? KeepsModels(OperatedMonitor monitor, MonitorDefinition definition)
    {
        try
        {
            MonitorPlan[] plans = [.. monitor.Runtime.Plans.All];
            return plans.Length == 0 ? null : plans.All(plan => new MonitorPlan(definition, plan.Schema).Compatibility == plan.Compatibility);
        }
        catch (ArgumentException error)
        {
            // It names channels that the source does not have.
            throw ApiProblem.Invalid("definition", error.Message);
        }
    }
}
