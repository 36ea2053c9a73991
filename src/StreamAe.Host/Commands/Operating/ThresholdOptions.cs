using System.CommandLine;
using StreamAe.Monitoring.Persistence;
using StreamAe.Monitoring.Thresholds;

namespace StreamAe.Host.Commands.Operating;

/// <summary>The options that say which threshold, and whose.</summary>
internal sealed class ThresholdOptions
{
    private readonly Option<string?> _entity = new("--entity") { Description = "Of one entity." };
    private readonly Option<string?> _cohort = new("--cohort")
    {
        Description = "Of the entities of one cohort, by its channels: flow,pressure. Neither: of the whole monitor.",
    };

    private readonly IReadOnlyList<(Option<double?> Option, ThresholdPolicy Policy)> _values =
    [
        (new Option<double?>("--quantile") { Description = "Share of an entity's normal scores below it, such as 0.9999." }, ThresholdPolicy.Quantile),
        (new Option<double?>("--budget") { Description = "Anomalous rows a day of an entity that is as usual, such as 0.5." }, ThresholdPolicy.Budget),
        (new Option<double?>("--static") { Description = "A score, such as 12.5." }, ThresholdPolicy.Static),
        (new Option<double?>("--robust-z") { Description = "Robust standard deviations above the median of its scores, such as 12." }, ThresholdPolicy.RobustZ),
        (new Option<double?>("--pot") { Description = "Probability of a normal score above it, by peaks over threshold, such as 0.0001." }, ThresholdPolicy.Pot),
    ];

    private readonly Option<bool> _maintenance = new("--maintenance")
    {
        Description = "No row is anomalous and none is learned, while somebody works on it.",
    };

    public void AddPolicyTo(Command command)
    {
        foreach ((Option<double?> option, _) in _values)
        {
            command.Options.Add(option);
        }

        command.Options.Add(_maintenance);
    }

    public void AddScopeTo(Command command, bool hasCohort = true)
    {
        command.Options.Add(_entity);
        if (hasCohort)
        {
            command.Options.Add(_cohort);
        }
    }

    public string? Entity(ParseResult parsed) => parsed.GetValue(_entity);

    /// <exception cref="WrongUseException">Two levels are named.</exception>
    public OverrideScope Scope(ParseResult parsed, string monitor) => (parsed.GetValue(_entity), parsed.GetValue(_cohort)) switch
    {
        (null, null) => OverrideScope.OfMonitor(monitor),
        (string entity, null) => new OverrideScope(monitor, OverrideLevel.Entity, entity),
        (null, string cohort) => new OverrideScope(monitor, OverrideLevel.Cohort, cohort),
        _ => throw new WrongUseException("--entity and --cohort exclude each other: a threshold is of an entity, of a cohort, or of the whole monitor."),
    };

    /// <exception cref="WrongUseException">None or several are given, or the value is out of range.</exception>
    public ThresholdRule Rule(ParseResult parsed)
    {
        var given = _values
            .Select(v => (v.Policy, Value: parsed.GetValue(v.Option)))
            .Where(v => v.Value is not null)
            .Select(v => (v.Policy, Value: v.Value!.Value))
            .ToList();
        if (parsed.GetValue(_maintenance))
        {
            given.Add((ThresholdPolicy.Maintenance, 0));
        }

        if (given.Count != 1)
        {
            throw new WrongUseException("Give one threshold: --quantile, --budget, --static, --robust-z, --pot or --maintenance.");
        }

        return ThresholdRule.TryCreate(ThresholdRule.WordOf(given[0].Policy), given[0].Value, out ThresholdRule rule, out string problem)
            ? rule
            : throw new WrongUseException($"--{problem}.");
    }
}
