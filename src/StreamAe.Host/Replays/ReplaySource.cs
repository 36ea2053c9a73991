using StreamAe.Host.Commands;
using StreamAe.Host.Configuration;

namespace StreamAe.Host.Replays;

/// <summary>Finds what a replay is about in a service's configuration.</summary>
internal static class ReplaySource
{
    /// <param name="source">Null where the configuration leaves no choice.</param>
    /// <param name="monitor">Null where the source leaves no choice.</param>
    /// <exception cref="WrongUseException">There is no such source or monitor, several, or one that cannot be replayed.</exception>
    public static (MonitorBinding Monitor, KafkaSource Source) Find(ServiceConfiguration configuration, string? source, string? monitor)
    {
        KafkaSource kafka = FindSource(configuration, source);
        MonitorBinding[] readers = [.. configuration.Monitors.Where(m => m.Source.Name == kafka.Name)];
        MonitorBinding[] named = monitor is null ? readers : [.. readers.Where(m => m.Definition.Name == monitor)];
        return named switch
        {
            [MonitorBinding one] => (one, kafka),
            [] => throw new WrongUseException(
                $"No monitor{(monitor is null ? string.Empty : $" {monitor}")} reads source '{kafka.Name}'; it is read by {Names(readers.Select(m => m.Definition.Name))}."),
            _ => throw new WrongUseException(
                $"Several monitors read source '{kafka.Name}': {Names(named.Select(m => m.Definition.Name))}. Say which one with --monitor NAME."),
        };
    }

    private static KafkaSource FindSource(ServiceConfiguration configuration, string? name)
    {
        SourceConfiguration[] named = name is null
            ? [.. configuration.Sources.OfType<KafkaSource>()]
            : [.. configuration.Sources.Where(s => s.Name == name)];
        return named switch
        {
            [KafkaSource kafka] => kafka,
            [SourceConfiguration other] => throw new WrongUseException(
                $"Source '{other.Name}' is {(other is FilesSource ? "files" : "a simulator")}, not Kafka: only what a broker holds can be read again by range. "
                + "For files, 'streamae backtest' judges them anew."),
            [] when name is not null => throw new WrongUseException(
                $"There is no source '{name}'; the configuration has {Names(configuration.Sources.Select(s => s.Name))}."),
            [] => throw new WrongUseException(
                $"No source is of kind kafka (there are {Names(configuration.Sources.Select(s => s.Name))}): only what a broker holds can be read again by range."),
            _ => throw new WrongUseException($"There are several Kafka sources: {Names(named.Select(s => s.Name))}. Say which one with --source NAME."),
        };
    }

    private static string Names(IEnumerable<string> names) => string.Join(", ", names.DefaultIfEmpty("none"));
}
