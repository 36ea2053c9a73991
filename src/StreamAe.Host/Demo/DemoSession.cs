using System.Globalization;
using System.Reflection;
using Microsoft.Extensions.Logging;
using Spectre.Console;
using StreamAe.Host.Api;
using StreamAe.Host.Api.Console;
using StreamAe.Host.Api.Live;
using StreamAe.Host.Api.Running;
using StreamAe.Host.Api.Security;
using StreamAe.Host.Commands;
using StreamAe.Host.Configuration;
using StreamAe.Host.Letters;
using StreamAe.Host.Modules;
using StreamAe.Host.Services;
using StreamAe.Host.Sinks;
using StreamAe.Host.Telemetry;
using StreamAe.Monitoring.Definitions;
using StreamAe.Monitoring.Entities;
using StreamAe.Monitoring.Files;
using StreamAe.Monitoring.Modules;
using StreamAe.Monitoring.Observations;
using StreamAe.Monitoring.Persistence;
using StreamAe.Monitoring.Plans;
using StreamAe.Monitoring.Runtime;
using StreamAe.Monitoring.Simulation;
using StreamAe.Monitoring.Sinks;
using StreamAe.Numerics.Scoring;
using StreamAe.Storage;

namespace StreamAe.Host.Demo;

/// <summary>
/// The demo: the real service on two simulated streams, with the same store, committer and sinks, and a view beside it. Stopping drains;
/// starting again continues where the data folder ends.
/// </summary>
internal static class DemoSession
{
    /// <summary>Most events of a stream that are taken in at once.</summary>
    internal const int PollRows = 2048;

    /// <summary>Previews of other thresholds work on the demo too.</summary>
    private static readonly TimeSpan ScoreRetention = TimeSpan.FromDays(1);

    /// <summary>How often the view is drawn.</summary>
    private static readonly TimeSpan ViewPeriod = TimeSpan.FromMilliseconds(250);

    /// <summary>How often a line is printed where there is no view.</summary>
    private static readonly TimeSpan LinePeriod = TimeSpan.FromSeconds(5);

    public static async Task<int> RunAsync(DemoOptions options, CancellationToken cancellationToken)
    {
        TimeProvider time = TimeProvider.System;
        IAnsiConsole console = Terminal.Output();
        using ILoggerFactory loggers = LoggerFactory.Create(logging => logging
            .SetMinimumLevel(LogLevel.Warning)
            .AddFilter(ClusterLog.WatchdogCategory, LogLevel.Error)
            .AddFilter(ClusterLog.SettingsCategory, LogLevel.Error)
            .AddSimpleConsole(format => format.SingleLine = true));
        using KafkaDemo? kafka = options.UsesKafka ? KafkaDemo.Start(options.DataFolder, time, loggers) : null;
        DemoStream[] streams =
        [
            Create(new PumpStream(options.Seed, interval: PumpStream.DemoInterval), "pumps.yaml", options, TimeSpan.FromHours(1)),
            Create(new CardStream(options.Seed), "cards.yaml", options, TimeSpan.FromDays(1)),
        ];
        var log = new LogSinkConfiguration { Path = options.AlertFile };
        var file = new LogFileSink(log.SinkName, new LineFile(log.Path, log.MaxBytes, log.Keep));
        IAlertSink[] sinks = kafka is null ? [file] : [file, kafka.AlertSink];
        using SqliteStateStore store = SqliteStateStore.Open(
            options.DataFolder, [.. sinks.Select(s => s.Name)], new StoreOptions { ScoreRetention = ScoreRetention });
        var deadLetters = new DeadLetterCounter();
        using var telemetry = TelemetryPipeline.Start(configuration: null, isAsked: options.Port != 0, time, loggers);
        ServiceMeter? meter = telemetry?.Meter;
        var letters = new RecentLetters(meter?.Count(deadLetters) ?? deadLetters, time, []);
        var live = new LiveBoard(time);
        MonitorTotals[] totals = [.. streams.Select(s => new MonitorTotals(s.Plans.Definition.Name, s.Stream.Name))];
        var service = new MonitoringService(
            store,
            [.. streams.Select(s => (kafka?.Connect(s, store, letters) ?? s.Input) with { LoadsOnDemand = kafka is not null || options.UsesOrleans })],
            sinks,
            [],
            new RuntimeOptions { Shards = options.Shards, PollRows = PollRows, PollsInFlight = 256 },
            new GroupCommitOptions(),
            letters,
            polls =>
            {
                foreach (Poll poll in polls)
                {
                    int stream = Array.FindIndex(streams, s => s.Plans == poll.Plans);
                    streams[stream].Score.Observe(poll);
                    totals[stream].Observe(poll);
                    live.Observe(poll);
                }

                meter?.Observe(polls);
            },
            time,
            loggers,
            meter?.Measure(new SimdScorer()),
            host: options.UsesOrleans ? RuntimeHosts.Orleans(PartCatalog.OfThisBuild(), new RuntimeSetup(time, loggers)) : null);
        for (int i = 0; i < streams.Length; i++)
        {
            streams[i].Runtime = service.Runtimes[i];
        }

        long start = time.GetTimestamp();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using SqliteOperatorStore operators = SqliteOperatorStore.Open(options.DataFolder, time);
        var desk = new ServiceDesk();
        await using (service.ConfigureAwait(false))
        {
            await service.RestoreAsync(cancellationToken).ConfigureAwait(false);
            for (int i = 0; i < streams.Length; i++)
            {
                totals[i].Restore(service.Runtimes[i].Progress.Observations, service.RestoredPositions[i]);
            }

            foreach (DemoStream stream in streams)
            {
                stream.Score.Continue(stream.Source.Position);
                using StoredMonitor? stored = store.Load(stream.Plans.Definition.Name);
                foreach (StoredEntity entity in stored?.Entities ?? [])
                {
                    stream.Score.Continue(entity.Key, EntityMonitor.ReadCounts(entity.State).Rejected);
                }
            }

            AnnounceStart(console, streams, store, options);
            kafka?.Announce(console);
            if (options.Seconds is int seconds)
            {
                stop.CancelAfter(TimeSpan.FromSeconds(seconds));
            }

            ApiServer? page = options.Port == 0 ? null : await StartConsoleAsync(options.Port, desk, telemetry!, time, loggers, stop.Token).ConfigureAwait(false);
            console.MarkupLine(page is not null
                ? $"In a browser: [link]http://127.0.0.1:{options.Port}[/]"
                : options.Port == 0 ? "No console in the browser." : $"[yellow]Port {options.Port} is taken: no console in the browser; --port chooses another.[/]");
            using var replayer = new LetterReplayer([], new RuntimeConfiguration(), operators, time);
            var operated = new OperatedService(
                service,
                store,
                operators,
                [.. streams.Select((s, i) => new OperatedMonitor(i, service.Runtimes[i], File: null, s.Stream.Name, kafka is null ? "simulator" : "kafka", totals[i]))],
                live,
                letters,
                replayer,
                new ServiceTraits(
                    options.DataFolder,
                    options.UsesOrleans ? PartNames.OrleansRuntime : "local",
                    "simd",
                    Device: null,
                    ScoreRetention,
                    AlertsKept: null,
                    PartCatalog.OfThisBuild().Parts));
            desk.Open(operated);
            meter?.Gauges.Open(service, store, memoryLimit: null);
            using var telling = new CancellationTokenSource();
            Task tell = operated.RunAsync(telling.Token);
            Task work = service.RunAsync(stop.Token);
            if (options.ShowsView)
            {
                await new DemoView(console, streams, time, start).RunAsync(work, ViewPeriod).ConfigureAwait(false);
            }
            else
            {
                await PrintLinesAsync(console, streams, work, time, start).ConfigureAwait(false);
            }

            await work.ConfigureAwait(false);
            desk.Close();
            if (meter is not null)
            {
                await meter.Gauges.CloseAsync().ConfigureAwait(false);
            }

            await telling.CancelAsync().ConfigureAwait(false);
            await tell.ConfigureAwait(false);
            if (page is not null)
            {
                await page.DisposeAsync().ConfigureAwait(false);
            }
        }

        bool isExact = DemoReport.Print(console, streams, store, options, deadLetters, time.GetElapsedTime(start));
        return isExact ? ExitCode.Ok : ExitCode.Failure;
    }

    /// <summary>API and console, on loopback, open to whoever is on this machine.</summary>
    /// <returns>Null where the port is taken: the demo goes on without.</returns>
    private static async Task<ApiServer?> StartConsoleAsync(
        int port, ServiceDesk desk, TelemetryPipeline telemetry, TimeProvider time, ILoggerFactory loggers, CancellationToken stopping)
    {
        try
        {
            return await ApiServer.StartAsync(
                new ApiConfiguration { Port = port },
                routes =>
                {
                    ApiEndpoints.Map(routes, desk, time, loggers.CreateLogger<ServiceDesk>(), stopping);
                    ConsoleFiles.OfThisBuild().Map(routes);
                    telemetry.Map(routes).RequireRole(Role.Viewer);
                },
                time,
                loggers,
                stopping).ConfigureAwait(false);
        }
        catch (IOException)
        {
            return null;
        }
    }

    private static DemoStream Create(SimulatedStream stream, string monitorFile, DemoOptions options, TimeSpan incidentGap)
    {
        var plans = new PlanSet(LoadShipped(monitorFile));
        EntityDirectory keys = options.UsesKafka ? new EntityDirectory() : plans.Directory;
        return new DemoStream(stream, plans, keys, options.Rate / 2, incidentGap);
    }

    /// <summary>The monitor files of deploy/monitors travel inside the executable.</summary>
    private static MonitorDefinition LoadShipped(string file)
    {
        using Stream resource = Assembly.GetExecutingAssembly().GetManifestResourceStream(file)
            ?? throw new InvalidOperationException($"The executable carries no monitor file {file}.");
        using var reader = new StreamReader(resource);
        MonitorFileResult result = MonitorFile.Parse(reader, file);
        return result.Definition ?? throw new InvalidDataException(string.Join(Environment.NewLine, result.Errors));
    }

    private static void AnnounceStart(IAnsiConsole console, DemoStream[] streams, IStateStore store, DemoOptions options)
    {
        console.MarkupLine(
            $"[bold]StreamAe demo[/]: two simulated streams, {options.Rate:N0} events/s; state in {Markup.Escape(options.DataFolder)}");
        foreach (DemoStream stream in streams)
        {
            long position = stream.Source.Position;
            if (position > 0)
            {
                SequenceCheck check = SequenceCheck.Run(store, stream.Plans.Definition.Name, stream.Stream, position);
                console.MarkupLine($"{stream.Stream.Name}: continues at event {position:N0}; {Markup.Escape(check.ToString())}");
            }
        }
    }

    private static async Task PrintLinesAsync(IAnsiConsole console, DemoStream[] streams, Task work, TimeProvider time, long start)
    {
        using var timer = new PeriodicTimer(LinePeriod, time);
        Task<bool> tick = timer.WaitForNextTickAsync().AsTask();
        while (await Task.WhenAny(work, tick).ConfigureAwait(false) == tick)
        {
            foreach (DemoStream stream in streams)
            {
                // A machine that does much else takes tens of seconds for it.
                string training = stream.Runtime!.IsTrainingCohort ? "  waits: the model of all its entities is being trained" : string.Empty;
                console.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{time.GetElapsedTime(start).TotalSeconds,5:0} s  {stream.Stream.Name,-6} {stream.Score.Events,11:N0} events  {stream.Score.Promotions,6:N0} models  {stream.Score.Alerts,6:N0} alerts  backlog {stream.Source.Backlog:N0}{training}"));
            }

            tick = timer.WaitForNextTickAsync().AsTask();
        }
    }
}
