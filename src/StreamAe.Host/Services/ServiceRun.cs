using Microsoft.Extensions.Logging;
using StreamAe.Host.Api.Live;
using StreamAe.Host.Api.Running;
using StreamAe.Host.Configuration;
using StreamAe.Host.Health;
using StreamAe.Host.Modules;
using StreamAe.Host.Sinks;
using StreamAe.Host.Telemetry;
using StreamAe.Monitoring.Observations;
using StreamAe.Monitoring.Operations;
using StreamAe.Monitoring.Persistence;
using StreamAe.Monitoring.Plans;
using StreamAe.Monitoring.Runtime;
using StreamAe.Monitoring.Simulation;
using StreamAe.Numerics.Scoring;
using StreamAe.Numerics.Training;

namespace StreamAe.Host.Services;

/// <summary>A service from its configuration to its end.</summary>
internal sealed class ServiceRun(ServiceConfiguration configuration, PartCatalog parts, TextWriter alertOutput, TimeProvider time, ILoggerFactory loggers)
{
    private readonly ServiceDesk _desk = new();
    private readonly ILogger _logger = loggers.CreateLogger<ServiceRun>();

    /// <summary>
    /// Continues where the data folder ends, and runs until every source ends, the time is over or the token is cancelled. What was read is
    /// judged, committed and published then.
    /// </summary>
    /// <param name="duration">Null for no limit.</param>
    /// <returns>What it did.</returns>
    /// <exception cref="IOException">The data folder cannot be used, or another process has it.</exception>
    /// <exception cref="InvalidDataException">What is stored is damaged, or does not fit the monitors.</exception>
    public async Task<ServiceSummary> RunAsync(TimeSpan? duration, CancellationToken cancellationToken)
    {
        ComputeChoice compute = ComputeChoice.Make(configuration.Compute, configuration.ComputeDevice, parts);
        using var sinks = new SinkSet(configuration, alertOutput, time, loggers);
        Announce(compute);
        var health = new ServiceHealth(configuration, compute, time);
        // Before anything is opened: what takes long at the start is seen, and a port that is taken is found before anything is done.
        using var telemetry = TelemetryPipeline.Start(
            configuration.Telemetry, isAsked: configuration.Health is not null || configuration.Api is not null, time, loggers);
        var front = await ServiceFront.StartAsync(configuration, health, _desk, telemetry, time, loggers, cancellationToken).ConfigureAwait(false);
        await using (front.ConfigureAwait(false))
        {
            return await RunAsync(compute, sinks, health, telemetry?.Meter, duration, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<ServiceSummary> RunAsync(
        ComputeChoice compute, SinkSet sinks, ServiceHealth health, ServiceMeter? meter, TimeSpan? duration, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(duration ?? Timeout.InfiniteTimeSpan, time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        using CancellationTokenRegistration stopping = stop.Token.Register(() =>
        {
            health.Drain();
            _logger.LogStopping();
        });

        // The store first: it locks the folder, or the name of this process, and what it writes is this process's own from then on.
        Directory.CreateDirectory(configuration.Data);
        using IStateStore store = Stores.Open(configuration, [.. sinks.Alerts.Select(s => s.Name)], time, loggers);
        using var deadLetters = new DeadLetterFile(configuration.Data);
        return await RunAsync(store, sinks, deadLetters, compute, health, meter, stop.Token).ConfigureAwait(false);
    }

    private async Task<ServiceSummary> RunAsync(
        IStateStore store,
        SinkSet sinks,
        DeadLetterFile deadLetters,
        ComputeChoice compute,
        ServiceHealth health,
        ServiceMeter? meter,
        CancellationToken stop)
    {
        // One for all monitors: a device's memory and its turns are shared. Disposed of after the service that scores with it.
        IScorer scorer = compute.Create(time, _logger.LogComputeTrouble, _logger.LogComputeFinding);
        using var device = scorer as IDisposable;
        using IBatchTrainer? trainer = compute.CreateTrainer(time, _logger.LogComputeTrouble);
        List<MonitorTotals> totals = [.. configuration.Monitors.Select(m => new MonitorTotals(m.Definition.Name, m.Source.Name))];
        var recent = new RecentLetters(deadLetters, time);
        IDeadLetterSink letters = meter?.Count(recent) ?? recent;
        List<MonitorInput> inputs = [.. configuration.Monitors.Select(m => CreateInput(m, store, sinks, letters))];
        var live = new LiveBoard(time);
        var reporter = new ServiceReporter(totals, deadLetters, Path.Combine(configuration.Data, DeadLetterFile.FileName), time, _logger);
        var service = new MonitoringService(
            store,
            inputs,
            sinks.Alerts,
            sinks.Records,
            new RuntimeOptions
            {
                Shards = configuration.Runtime.Shards ?? Environment.ProcessorCount,
                PollRows = configuration.Runtime.PollRows,
                PollsInFlight = configuration.Runtime.PollsInFlight,
                MemoryBytes = configuration.Runtime.Memory,
                ScoreBatchRows = compute.BatchRows(configuration.Runtime.PollRows),
                BatchTrainer = trainer,
                TrainingBudget = configuration.Runtime.TrainingShare < 1 ? new TrainingBudget(configuration.Runtime.TrainingShare, time) : null,
            },
            new GroupCommitOptions { Linger = configuration.Commit.Linger, MaxEvents = configuration.Commit.MaxEvents },
            letters,
            polls =>
            {
                foreach (Poll poll in polls)
                {
                    reporter.Observe(poll);
                    live.Observe(poll);
                }

                meter?.Observe(polls);
            },
            time,
            loggers,
            meter?.Measure(scorer) ?? scorer,
            RuntimeHosts.Create(configuration, parts, time, loggers));
        using IOperatorStore operators = Stores.OpenForOperator(configuration, time);
        await using (service.ConfigureAwait(false))
        {
            health.Open(store, service);
            meter?.Gauges.Open(service, store, configuration.Runtime.Memory);
            var operated = new OperatedService(service, store, operators, Operated(service, totals), live, recent, TraitsOf(compute));
            _desk.Open(operated);
            using var telling = new CancellationTokenSource();
            Task tell = operated.RunAsync(telling.Token);
            DeviceWarmUp? warmUp = compute.WarmsUp ? new DeviceWarmUp(scorer, trainer, time, _logger) : null;
            try
            {
                await RunAsync(service, inputs, warmUp, totals, reporter, stop).ConfigureAwait(false);
            }
            finally
            {
                health.Drain();
                _desk.Close();
                if (meter is not null)
                {
                    await meter.Gauges.CloseAsync().ConfigureAwait(false);
                }

                await telling.CancelAsync().ConfigureAwait(false);
                await tell.ConfigureAwait(false);
            }
        }

        reporter.ReportTroubles();
        ServiceSummary summary = reporter.Summarize();
        _logger.LogEnded(summary.Seconds, summary.Events, summary.Alerts, deadLetters.Total);
        return summary;
    }

    private async Task RunAsync(
        MonitoringService service,
        List<MonitorInput> inputs,
        DeviceWarmUp? warmUp,
        List<MonitorTotals> totals,
        ServiceReporter reporter,
        CancellationToken stop)
    {
        using var reporting = new CancellationTokenSource();
        Task report = Task.CompletedTask;
        try
        {
            await service.RestoreAsync(stop).ConfigureAwait(false);
            for (int i = 0; i < totals.Count; i++)
            {
                long events = service.Runtimes[i].Progress.Observations;
                totals[i].Restore(events, service.RestoredPositions[i]);
                if (events > 0 && inputs[i].LoadsOnDemand)
                {
                    _logger.LogContinues(totals[i].Monitor, events);
                }
                else if (events > 0)
                {
                    int entities = service.Runtimes[i].Entities.Count();
                    _logger.LogRestored(totals[i].Monitor, events, entities);
                }
            }

            if (warmUp is not null)
            {
                await Task.Run(() => warmUp.Run(KnownPlans(service, inputs), stop), CancellationToken.None).ConfigureAwait(false);
            }

            report = reporter.RunAsync(i => service.Runtimes[i].TrainingBacklog, reporting.Token);
            await service.RunAsync(stop).ConfigureAwait(false);
            for (int i = 0; i < totals.Count; i++)
            {
                if (service.Runtimes[i].TrainingBacklog is > 0 and int waiting)
                {
                    _logger.LogUntrained(totals[i].Monitor, waiting);
                }
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Stopped while it looked for where to continue: nothing was read that is not committed.
        }
        finally
        {
            await reporting.CancelAsync().ConfigureAwait(false);
            await report.ConfigureAwait(false);
        }
    }

    /// <summary>Of all monitors, with where their models are trained: those of entities that were restored, and those that sources tell of.</summary>
    private IEnumerable<(MonitorPlan Plan, TrainingMode Training)> KnownPlans(MonitoringService service, List<MonitorInput> inputs)
    {
        for (int i = 0; i < inputs.Count; i++)
        {
            PlanSet plans = service.Runtimes[i].Plans;
            TrainingMode training = inputs[i].Training!.Value;
            foreach (MonitorPlan plan in plans.All.Concat(DeviceWarmUp.PlansOf(configuration.Monitors[i], configuration.Folder)))
            {
                yield return (plan, training);
            }

            // Their models score until there are new ones, and are trained no more.
            foreach (MonitorPlan plan in plans.Former)
            {
                yield return (plan, TrainingMode.Off);
            }
        }
    }

    private List<OperatedMonitor> Operated(MonitoringService service, List<MonitorTotals> totals) =>
    [
        .. configuration.Monitors.Select((m, i) => new OperatedMonitor(i, service.Runtimes[i], m.File, m.Source.Name, SourceKinds.WordOf(m.Source), totals[i])),
    ];

    private ServiceTraits TraitsOf(ComputeChoice compute) => new(
        configuration.Data,
        configuration.Runtime.Kind == RuntimeKind.Orleans ? PartNames.OrleansRuntime : "local",
        compute.Name,
        compute.Device?.Name,
        configuration.Store.KeepScores,
        configuration.Store.KeepAlerts,
        parts.Parts);

    private MonitorInput CreateInput(MonitorBinding monitor, IStateStore store, SinkSet sinks, IDeadLetterSink deadLetters)
    {
        var plans = new PlanSet(monitor.Definition);
        ISourceFeed feed = monitor.Source switch
        {
            FilesSource files => new FilesFeed(files, configuration.Folder, plans, deadLetters, time, loggers.CreateLogger<FilesFeed>()),
            SimulatorSource simulator => new ConcurrentFeed(
                monitor.Definition.Name,
                [new SimulatedSource(SimulatedStreams.Create(simulator), plans.Directory, simulator.Name, simulator.Rate, simulator.Events, time)],
                loggers.CreateLogger<ConcurrentFeed>()),
            KafkaSource kafka => KafkaFeeds.Create(kafka, plans, configuration.Runtime, store, deadLetters, time, loggers),
            _ => throw new InvalidOperationException($"No feed for a {monitor.Source.GetType().Name}."),
        };
        bool isReplay = monitor.Source is FilesSource { Follow: false };
        return new MonitorInput(plans, feed)
        {
            Encoders = sinks.CreateEncoders(monitor.Definition.Name),
            KeepRows = sinks.KeptRowsOf(monitor.Definition.Name),
            LoadsOnDemand = monitor.Source is KafkaSource || configuration.Runtime.Memory is not null || configuration.Runtime.Kind == RuntimeKind.Orleans,
            Training = configuration.Runtime.Training switch
            {
                TrainingPlace.Inline => TrainingMode.Inline,
                TrainingPlace.Auto when isReplay => TrainingMode.Inline,
                _ => TrainingMode.Background,
            },
        };
    }

    private void Announce(ComputeChoice compute)
    {
        foreach (Part part in parts.Parts.Where(p => !p.IsIncluded))
        {
            _logger.LogPartLeftOut(part.Name, part.Status);
        }

        if (compute.Obstacle is string obstacle)
        {
            _logger.LogComputeObstacle(obstacle);
        }

        _logger.LogStarted(
            ProductVersion.Text, configuration.Monitors.Count, compute.Description, configuration.Runtime.Shards ?? Environment.ProcessorCount, configuration.Data);
        foreach (MonitorBinding monitor in configuration.Monitors)
        {
            _logger.LogMonitor(monitor.Definition.Name, monitor.File, monitor.Source.Name);
        }

        foreach (SinkConfiguration sink in configuration.Sinks)
        {
            _logger.LogSink(sink.Content, sink.SinkName);
        }
    }
}
