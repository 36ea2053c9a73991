using System.Net;
using StreamAe.Monitoring.Definitions;
using StreamAe.Monitoring.Definitions.Keys;

namespace StreamAe.Host.Configuration;

/// <summary>The table of all keys of a service configuration; defaults are those of the configuration records.</summary>
internal static class ServiceKeys
{
    private const int MostEntries = 1000;

    private static readonly TextForm Text = new(1000);

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
            new TypedKey<RuntimeConfiguration, long?>(
                "memory", SharedForms.OrWord("auto", new BytesForm(16L << 20, 16L << 40)), r => r.Memory, (r, v) => r with { Memory = v })
            {
                Summary = "Most memory for entities; idle ones leave it and come back with their next event. auto is no bound",
                Raising = "saves reading entities again",
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
            new TypedKey<RuntimeConfiguration, double>(
                "trainingShare", new NumberForm<double>(0.01, 1), r => r.TrainingShare, (r, v) => r with { TrainingShare = v })
            {
                Summary = "Most of one processor core that background trainings take on average, all monitors together; trainings wait between epochs; 1 is no "
                    + "bound but that of a core a monitor",
                Unit = "of a core",
                Raising = "has models sooner and leaves less for scoring",
            },
            new TypedKey<RuntimeConfiguration, string>(
                "cluster", SharedForms.Identifier, r => r.Cluster, (r, v) => r with { Cluster = v })
            {
                Summary = "The cluster's name: processes of one name, on one PostgreSQL store, are one cluster",
            },
            new TypedKey<RuntimeConfiguration, string>(
                "address", new TextForm(255), r => r.Address, (r, v) => r with { Address = v })
            {
                Summary = "Where the cluster's other processes reach this one: an IP address or a host name; auto is this machine's own host name",
            },
            new TypedKey<RuntimeConfiguration, int?>(
                "port", SharedForms.OrWord("auto", new IntegerForm<int>(1, 65535)), r => r.Port, (r, v) => r with { Port = v })
            {
                Summary = "The port they reach it at; auto is a free one",
            },
            new TypedKey<RuntimeConfiguration, TlsConfiguration?>("tls", TlsKeys.Form, r => r.Tls, (r, v) => r with { Tls = v })
            {
                Summary = "Mutual TLS between the cluster's processes; left out, what they say is neither encrypted nor proven",
            },
        ]);

    private static readonly MappingForm<HealthConfiguration> Health = new(
        new HealthConfiguration(),
        [
            new TypedKey<HealthConfiguration, IPAddress>(
                "address", new IpAddressForm(), h => h.Address, (h, v) => h with { Address = v })
            {
                Summary = "Where it listens: an IP address of this machine, or 0.0.0.0 for all of them",
            },
            new TypedKey<HealthConfiguration, int>("port", new IntegerForm<int>(1, 65535), h => h.Port, (h, v) => h with { Port = v })
            {
                IsRequired = true,
                Summary = "At which port",
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
                    new PlacedForm<SourceConfiguration>(SourceKeys.Form), 1, MostEntries, ("name", v => v.Value.Name), partial: true),
                s => s.Sources,
                (s, v) => s with { Sources = v })
            {
                IsRequired = true,
                Summary = "Where observations come from",
            },
            new TypedKey<ServiceDraft, IReadOnlyList<Placed<SinkConfiguration>>>(
                "sinks",
                new ListForm<Placed<SinkConfiguration>>(new PlacedForm<SinkConfiguration>(SinkKeys.Form), 0, MostEntries, partial: true),
                s => s.Sinks,
                (s, v) => s with { Sinks = v })
            {
                Summary = "Where alerts go",
            },
            new TypedKey<ServiceDraft, StoreConfiguration>("store", StoreKeys.Form, s => s.Store, (s, v) => s with { Store = v })
            {
                Summary = "Where states, models, alerts and positions are kept",
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
                Summary = "What scores rows; auto takes a GPU where this build has that part, finds a device and measures it to be faster, else simd",
            },
            new TypedKey<ServiceDraft, int>(
                "computeDevice", new IntegerForm<int>(0, 1023), s => s.ComputeDevice, (s, v) => s with { ComputeDevice = v })
            {
                Summary = "Which device scores, where compute is gpu or auto: its number in streamae devices",
            },
            new TypedKey<ServiceDraft, CommitConfiguration>("commit", Commit, s => s.Commit, (s, v) => s with { Commit = v })
            {
                Summary = "When effects become durable",
            },
            new TypedKey<ServiceDraft, HealthConfiguration?>(
                "health", new OptionalForm<HealthConfiguration>(Health), s => s.Health, (s, v) => s with { Health = v })
            {
                Summary = "Answers over HTTP whether the process lives and is ready; left out, there is no such port",
            },
            new TypedKey<ServiceDraft, ApiConfiguration?>("api", ApiSectionKeys.Form, s => s.Api, (s, v) => s with { Api = v })
            {
                Summary = "Serves the HTTP API and the console; left out, there is no such port",
            },
            new TypedKey<ServiceDraft, TelemetryConfiguration?>("telemetry", TelemetryKeys.Form, s => s.Telemetry, (s, v) => s with { Telemetry = v })
            {
                Summary = "Sends metrics, traces and logs to an OpenTelemetry collector; /metrics of health and api answers without it",
            },
        ]);

    public static FileDialect Dialect { get; } = new(
        "service configuration",
        "service",
        "begin with monitors: and a list of monitor files",
        [.. Root.Keys.SelectMany(k => k.Name is "store" or "runtime" or "commit" or "health" or "api" or "telemetry" ? k.Keys.Select(inner => $"{k.Name}.{inner.Name}").Prepend(k.Name) : [k.Name])]);

    /// <summary>Every key at every level.</summary>
    public static IEnumerable<string> Names => NamesOf(Root.Keys);

    public static Form<ServiceDraft> Form => Root;

    private static IEnumerable<string> NamesOf(IReadOnlyList<KeyDescription> keys) => keys.SelectMany(k => NamesOf(k.Keys).Prepend(k.Name));
}
