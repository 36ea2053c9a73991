using StreamAe.Monitoring.Definitions.Keys;

namespace StreamAe.Host.Configuration;

/// <summary>The table of all keys of a sink; defaults are those of the sink records.</summary>
internal static class SinkKeys
{
    private const string ConsoleKind = "console";
    private const string LogKind = "log";

    private static readonly TextForm Text = new(1000);

    public static KindForm<SinkDraft, SinkConfiguration> Form { get; } = new(
        new MappingForm<SinkDraft>(
            new SinkDraft(),
            [
                new TypedKey<SinkDraft, string>(
                    "kind", new ChoiceForm<string>((ConsoleKind, ConsoleKind), (LogKind, LogKind)), s => s.Kind, (s, v) => s with { Kind = v })
                {
                    IsRequired = true,
                    Summary = "A line an alert on standard output, or a JSON line an alert in a file",
                },
                new TypedKey<SinkDraft, string>("path", Text, s => s.Path, (s, v) => s with { Path = v })
                {
                    Summary = "The file, relative to this one; lines are appended",
                },
            ]),
        [new KindRule(ConsoleKind, [], []), new KindRule(LogKind, [("path", "alerts.jsonl")], [])],
        draft => draft.Kind,
        draft => draft.Kind == ConsoleKind ? new ConsoleSinkConfiguration() : new LogSinkConfiguration { Path = draft.Path },
        sink => sink is LogSinkConfiguration log ? new SinkDraft { Kind = LogKind, Path = log.Path } : new SinkDraft { Kind = ConsoleKind });
}
