using StreamAe.Monitoring.Definitions;
using StreamAe.Monitoring.Definitions.Keys;

namespace StreamAe.Host.Configuration;

/// <summary>The table of all keys of a service configuration; defaults are those of the configuration records.</summary>
internal static class ServiceKeys
{
    private const int MostEntries = 1000;
    private const string FilesKind = "files";
    private const string SimulatorKind = "simulator";
    private const string ConsoleKind = "console";
    private const string LogKind = "log";

    private static readonly TextForm Text = new(1000);
    private static readonly TextForm Identifier = new(100, identifier: true);
    private static readonly ChoiceForm<bool> Switch = new(("true", true), ("false", false));

    private static readonly KindForm<SourceDraft, SourceConfiguration> Source = new(
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
                    new ChoiceForm<string>((FilesKind, FilesKind), (SimulatorKind, SimulatorKind)),
                    s => s.Kind,
                    (s, v) => s with { Kind = v })
                {
                    IsRequired = true,
                    Summary = "Files that are read once, in order, or a simulated stream",
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
            ]),
        [
            new KindRule(FilesKind, [("paths", "[\"incoming/*.csv\"]")], ["follow"]),
            new KindRule(SimulatorKind, [("stream", "pumps")], ["rate", "seed", "entities", "events"]),
        ],
        draft => draft.Kind,
        draft => draft.Kind == FilesKind
            ? new FilesSource { Name = draft.Name, Paths = draft.Paths, Follow = draft.Follow }
            : new SimulatorSource
            {
                Name = draft.Name,
                Stream = draft.Stream,
                Rate = draft.Rate,
                Seed = draft.Seed,
                Entities = draft.Entities,
                Events = draft.Events,
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
            _ => throw new ArgumentOutOfRangeException(nameof(source), source, "No such kind of source."),
        });

    private static readonly KindForm<SinkDraft, SinkConfiguration> Sink = new(
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

    private static readonly MappingForm<RuntimeConfiguration> Runtime = new(
        new RuntimeConfiguration(),
        [
            new TypedKey<RuntimeConfiguration, RuntimeKind>(
                "kind",
                new ChoiceForm<RuntimeKind>(("local", RuntimeKind.Local), ("orleans", RuntimeKind.Orleans)),
                r => r.Kind,
                (r, v) => r with { Kind = v })
            {
                Summary = "All monitors in this process, or on a cluster",
            },
            new TypedKey<RuntimeConfiguration, int?>(
                "shards", SharedForms.OrWord("auto", new IntegerForm<int>(1, 1024)), r => r.Shards, (r, v) => r with { Shards = v })
            {
                Summary = "Loops a monitor that share its entities; auto is one a processor",
                Raising = "uses more processors, up to their number",
            },
            new TypedKey<RuntimeConfiguration, int>(
                "pollRows", new IntegerForm<int>(1, 1 << 20), r => r.PollRows, (r, v) => r with { PollRows = v })
            {
                Summary = "Most observations taken from a source at once",
                Unit = "rows",
                Raising = "batches better and lengthens the time to a verdict",
            },
            new TypedKey<RuntimeConfiguration, int>(
                "pollsInFlight", new IntegerForm<int>(2, 4096), r => r.PollsInFlight, (r, v) => r with { PollsInFlight = v })
            {
                Summary = "Polls of a monitor that may be under way, from reading to commit",
                Unit = "polls",
                Raising = "takes memory and bridges longer pauses of the disk",
            },
            new TypedKey<RuntimeConfiguration, TrainingPlace>(
                "training",
                new ChoiceForm<TrainingPlace>(("auto", TrainingPlace.Auto), ("background", TrainingPlace.Background), ("inline", TrainingPlace.Inline)),
                r => r.Training,
                (r, v) => r with { Training = v })
            {
                Summary = "background trains beside the stream; inline before the entity's next row is judged, which gives the same alerts in every "
                    + "run and holds the stream up; auto is inline for files that are not followed",
            },
        ]);

    private static readonly MappingForm<CommitConfiguration> Commit = new(
        new CommitConfiguration(),
        [
            new TypedKey<CommitConfiguration, TimeSpan>(
                "linger", new DurationForm(TimeSpan.Zero, TimeSpan.FromSeconds(10), milliseconds: true), c => c.Linger, (c, v) => c with { Linger = v })
            {
                Summary = "Longest wait of effects for others to be written with",
                Raising = "makes fewer, larger transactions and later alerts",
            },
            new TypedKey<CommitConfiguration, int>(
                "maxEvents", new IntegerForm<int>(1, 10_000_000), c => c.MaxEvents, (c, v) => c with { MaxEvents = v })
            {
                Summary = "Events that are written without waiting longer",
                Unit = "events",
                Raising = "makes fewer, larger transactions under load",
            },
        ]);

    private static readonly MappingForm<ServiceDraft> Root = new(
        new ServiceDraft(),
        [
            new TypedKey<ServiceDraft, string>("data", Text, s => s.Data, (s, v) => s with { Data = v })
            {
                Summary = "Folder of state and dead letters, relative to this file; one process at a time",
            },
            new TypedKey<ServiceDraft, IReadOnlyList<Placed<string>>>(
                "monitors",
                new ListForm<Placed<string>>(new PlacedForm<string>(Text), 1, MostEntries, ("monitor file", v => v.Value), partial: true),
                s => s.Monitors,
                (s, v) => s with { Monitors = v })
            {
                IsRequired = true,
                Summary = "Monitor files, relative to this file",
            },
            new TypedKey<ServiceDraft, IReadOnlyList<Placed<SourceConfiguration>>>(
                "sources",
                new ListForm<Placed<SourceConfiguration>>(
                    new PlacedForm<SourceConfiguration>(Source), 1, MostEntries, ("name", v => v.Value.Name), partial: true),
                s => s.Sources,
                (s, v) => s with { Sources = v })
            {
                IsRequired = true,
                Summary = "Where observations come from",
            },
            new TypedKey<ServiceDraft, IReadOnlyList<Placed<SinkConfiguration>>>(
                "sinks",
                new ListForm<Placed<SinkConfiguration>>(new PlacedForm<SinkConfiguration>(Sink), 0, MostEntries, partial: true),
                s => s.Sinks,
                (s, v) => s with { Sinks = v })
            {
                Summary = "Where alerts go",
            },
            new TypedKey<ServiceDraft, RuntimeConfiguration>("runtime", Runtime, s => s.Runtime, (s, v) => s with { Runtime = v })
            {
                Summary = "How monitors are run",
            },
            new TypedKey<ServiceDraft, ComputeKind>(
                "compute",
                new ChoiceForm<ComputeKind>(
                    ("auto", ComputeKind.Auto), ("simd", ComputeKind.Simd), ("scalar", ComputeKind.Scalar), ("gpu", ComputeKind.Gpu)),
                s => s.Compute,
                (s, v) => s with { Compute = v })
            {
                Summary = "What scores rows; auto takes a GPU where this build has that part and finds a device, else simd",
            },
            new TypedKey<ServiceDraft, CommitConfiguration>("commit", Commit, s => s.Commit, (s, v) => s with { Commit = v })
            {
                Summary = "When effects become durable",
            },
        ]);

    public static FileDialect Dialect { get; } = new(
        "service configuration",
        "service",
        "begin with monitors: and a list of monitor files",
        [.. Root.Keys.SelectMany(k => k.Name is "runtime" or "commit" ? k.Keys.Select(inner => $"{k.Name}.{inner.Name}").Prepend(k.Name) : [k.Name])]);

    /// <summary>Every key at every level.</summary>
    public static IEnumerable<string> Names => NamesOf(Root.Keys);

    public static Form<ServiceDraft> Form => Root;

    private static IEnumerable<string> NamesOf(IReadOnlyList<KeyDescription> keys) => keys.SelectMany(k => NamesOf(k.Keys).Prepend(k.Name));
}
