using StreamAe.Monitoring.Definitions.Keys;

namespace StreamAe.Host.Configuration;

/// <summary>The table of all keys of a source; defaults are those of the source records.</summary>
internal static class SourceKeys
{
    private const int MostEntries = 1000;
    private const string FilesKind = "files";
    private const string SimulatorKind = "simulator";

    private static readonly TextForm Text = new(1000);
    private static readonly TextForm Identifier = new(100, identifier: true);
    private static readonly ChoiceForm<bool> Switch = new(("true", true), ("false", false));

    public static KindForm<SourceDraft, SourceConfiguration> Form { get; } = new(
        new MappingForm<SourceDraft>(
            new SourceDraft(),
            [
                new TypedKey<SourceDraft, string>("name", Identifier, s => s.Name, (s, v) => s with { Name = v })
                {
                    IsRequired = true,
                    Summary = "Monitors name the source by it, under source:",
                },
                new TypedKey<SourceDraft, string>(
                    "kind",
                    new ChoiceForm<string>((FilesKind, FilesKind), (SimulatorKind, SimulatorKind), (KafkaSourceKeys.Kind, KafkaSourceKeys.Kind)),
                    s => s.Kind,
                    (s, v) => s with { Kind = v })
                {
                    IsRequired = true,
                    Summary = "Files that are read once, in order, a simulated stream, or topics of a Kafka cluster",
                },
                new TypedKey<SourceDraft, IReadOnlyList<string>>(
                    "paths", new ListForm<string>(Text, 1, MostEntries, ("path", v => v)), s => s.Paths, (s, v) => s with { Paths = v })
                {
                    Summary = "Files and patterns, relative to this file, read in this order",
                },
                new TypedKey<SourceDraft, bool>("follow", Switch, s => s.Follow, (s, v) => s with { Follow = v })
                {
                    Summary = "Keep running and read files that appear later",
                },
                new TypedKey<SourceDraft, SimulatedStreamKind>(
                    "stream",
                    new ChoiceForm<SimulatedStreamKind>(("pumps", SimulatedStreamKind.Pumps), ("cards", SimulatedStreamKind.Cards)),
                    s => s.Stream,
                    (s, v) => s with { Stream = v })
                {
                    Summary = "Sensors of pumps, or payments with cards",
                },
                new TypedKey<SourceDraft, double?>(
                    "rate",
                    SharedForms.OrWord("max", new NumberForm<double>(0, 10_000_000, openMin: true)),
                    s => s.Rate,
                    (s, v) => s with { Rate = v })
                {
                    Summary = "Pace of the simulation; max is as fast as its events are taken",
                    Unit = "events a second",
                    Raising = "costs processor time",
                },
                new TypedKey<SourceDraft, ulong>(
                    "seed", new IntegerForm<ulong>(0, ulong.MaxValue), s => s.Seed, (s, v) => s with { Seed = v })
                {
                    Summary = "Another seed is another world; keep it for one data folder",
                },
                new TypedKey<SourceDraft, int?>(
                    "entities", SharedForms.OrWord("auto", new IntegerForm<int>(1, 1_000_000)), s => s.Entities, (s, v) => s with { Entities = v })
                {
                    Summary = "Pumps or cards; auto is 200 pumps, 2,000 cards",
                    Raising = "makes the readings of each rarer in a stream of the same rate",
                },
                new TypedKey<SourceDraft, long?>(
                    "events", SharedForms.OrWord("endless", new IntegerForm<long>(1, long.MaxValue)), s => s.Events, (s, v) => s with { Events = v })
                {
                    Summary = "The stream ends after so many, counted from its first start",
                    Unit = "events",
                },
                .. KafkaSourceKeys.All,
            ]),
        [
            new KindRule(FilesKind, [("paths", "[\"incoming/*.csv\"]")], ["follow"]),
            new KindRule(SimulatorKind, [("stream", "pumps")], ["rate", "seed", "entities", "events"]),
            KafkaSourceKeys.Rule,
        ],
        draft => draft.Kind,
        draft => draft.Kind switch
        {
            FilesKind => new FilesSource { Name = draft.Name, Paths = draft.Paths, Follow = draft.Follow },
            KafkaSourceKeys.Kind => draft.Kafka with { Name = draft.Name },
            _ => new SimulatorSource
            {
                Name = draft.Name,
                Stream = draft.Stream,
                Rate = draft.Rate,
                Seed = draft.Seed,
                Entities = draft.Entities,
                Events = draft.Events,
            },
        },
        source => source switch
        {
            FilesSource files => new SourceDraft { Name = files.Name, Kind = FilesKind, Paths = files.Paths, Follow = files.Follow },
            SimulatorSource simulator => new SourceDraft
            {
                Name = simulator.Name,
                Kind = SimulatorKind,
                Stream = simulator.Stream,
                Rate = simulator.Rate,
                Seed = simulator.Seed,
                Entities = simulator.Entities,
                Events = simulator.Events,
            },
            KafkaSource kafka => new SourceDraft { Name = kafka.Name, Kind = KafkaSourceKeys.Kind, Kafka = kafka },
            _ => throw new ArgumentOutOfRangeException(nameof(source), source, "No such kind of source."),
        });
}
