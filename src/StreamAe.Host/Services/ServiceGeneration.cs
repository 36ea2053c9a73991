using Microsoft.Extensions.Logging;
using StreamAe.Host.Api.Running;
using StreamAe.Host.Configuration;
using StreamAe.Host.Letters;
using StreamAe.Host.Modules;
using StreamAe.Host.Services.Reloads;
using StreamAe.Host.Sinks;
using StreamAe.Monitoring.Operations;
using StreamAe.Monitoring.Persistence;
using StreamAe.Monitoring.Plans;
using StreamAe.Monitoring.Runtime;
using StreamAe.Monitoring.Simulation;
using StreamAe.Numerics.Scoring;
using StreamAe.Numerics.Training;

namespace StreamAe.Host.Services;

/// <summary>A service of one configuration, from its open store until it is drained: at the end of the process, or for the next one at a reload.</summary>
internal sealed class ServiceGeneration(ServiceConfiguration configuration, ServiceProcess process, ServiceTally tally)
{
    private readonly ILogger _logger = process.Loggers.CreateLogger<ServiceRun>();
    private readonly IReadOnlyList<MonitorTotals> _totals = [.. configuration.Monitors.Select(m => tally.Totals.Open(m.Definition.Name, m.Source.Name))];

    /// <summary>
    /// Continues where the store ends, and runs until every source ends, a reload is asked for or the token is cancelled. What was read is judged,
    /// committed and published then.
    /// </summary>
    /// <returns>What to run next; null where the process ends.</returns>
    /// <exception cref="InvalidDataException">What is stored does not fit the monitors.</exception>
    public async Task<ServiceConfiguration?> RunAsync(IStateStore store, SinkSet sinks, CancellationToken stop)
    {
        (ComputeChoice compute, TimeProvider time) = (process.Compute, process.Time);

        // One for all monitors: a device's memory and its turns are shared. Disposed of after the service that scores with it.
        IScorer scorer = compute.Create(time, _logger.LogComputeTrouble, _logger.LogComputeFinding);
        using var device = scorer as IDisposable;
        using IBatchTrainer? trainer = compute.CreateTrainer(time, _logger.LogComputeTrouble);
        List<MonitorInput> inputs = [.. configuration.Monitors.Select(m => CreateInput(m, store, sinks))];
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
            tally.Letters,
            tally.Observe,
            time,
            process.Loggers,
            process.Meter?.Measure(scorer) ?? scorer,
            RuntimeHosts.Create(configuration, process.Parts, time, process.Loggers));
        using IOperatorStore operators = Stores.OpenForOperator(configuration, time);
        using var replayer = new LetterReplayer(configuration.Monitors, configuration.Runtime, operators, time);
        await using (service.ConfigureAwait(false))
        {
            process.Health.Open(store, service, configuration.Monitors);
            process.Meter?.Gauges.Open(service, store, configuration.Runtime.Memory);
            var operated = new OperatedService(service, store, operators, Operated(service), tally.Live, tally.Letters, replayer, TraitsOf(compute), tally.StartedAt);
            process.Desk.Open(operated);
            using var telling = new CancellationTokenSource();
            Task tell = operated.RunAsync(telling.Token);
            using var drain = CancellationTokenSource.CreateLinkedTokenSource(stop);
            using var watching = CancellationTokenSource.CreateLinkedTokenSource(stop);
            Task<ServiceConfiguration?> reload = WaitForReloadAsync(service, drain, watching.Token);
            DeviceWarmUp? warmUp = compute.WarmsUp ? new DeviceWarmUp(scorer, trainer, time, _logger) : null;
            ServiceConfiguration? next = null;
            try
            {
                await RunAsync(service, inputs, warmUp, drain.Token).ConfigureAwait(false);
            }
            finally
            {
                await watching.CancelAsync().ConfigureAwait(false);
                next = await reload.ConfigureAwait(false);
                if (next is null)
                {
                    process.Health.Drain();
                    TellUntrained(service);
                }

                process.Desk.Close();
                await (process.Meter?.Gauges.CloseAsync() ?? Task.CompletedTask).ConfigureAwait(false);
                await telling.CancelAsync().ConfigureAwait(false);
                await tell.ConfigureAwait(false);
            }

            return next;
        }
    }

    private async Task<ServiceConfiguration?> WaitForReloadAsync(MonitoringService service, CancellationTokenSource drain, CancellationToken cancellationToken)
    {
        var watch = new ReloadWatch(process.Reload, process.File, configuration, _logger);
        ServiceConfiguration? next = await watch
            .WaitAsync(name => service.Runtimes.Select(r => r.Plans).FirstOrDefault(p => p.Definition.Name == name), cancellationToken).ConfigureAwait(false);
        if (next is not null)
        {
            _logger.LogReloading();
            process.Health.Reload();
            await drain.CancelAsync().ConfigureAwait(false);
        }

        return next;
    }

    private async Task RunAsync(MonitoringService service, List<MonitorInput> inputs, DeviceWarmUp? warmUp, CancellationToken drain)
    {
        using var reporting = new CancellationTokenSource();
        Task report = Task.CompletedTask;
        try
        {
            await service.RestoreAsync(drain).ConfigureAwait(false);
            for (int i = 0; i < _totals.Count; i++)
            {
                long events = service.Runtimes[i].Progress.Observations;
                _totals[i].Restore(events, service.RestoredPositions[i]);
                if (events > 0 && inputs[i].LoadsOnDemand)
                {
                    _logger.LogContinues(_totals[i].Monitor, events);
                }
                else if (events > 0)
                {
                    int entities = service.Runtimes[i].Entities.Count();
                    _logger.LogRestored(_totals[i].Monitor, events, entities);
                }
            }

            if (warmUp is not null)
            {
                await Task.Run(() => warmUp.Run(KnownPlans(service, inputs), drain), CancellationToken.None).ConfigureAwait(false);
            }

            report = tally.Reporter.RunAsync(_totals, i => service.Runtimes[i].TrainingBacklog, reporting.Token);
            await service.RunAsync(drain).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (drain.IsCancellationRequested)
        {
            // Drained while it looked for where to continue: nothing was read that is not committed.
        }
        finally
        {
            await reporting.CancelAsync().ConfigureAwait(false);
            await report.ConfigureAwait(false);
        }
    }

    private void TellUntrained(MonitoringService service)
    {
        for (int i = 0; i < _totals.Count; i++)
        {
            if (service.Runtimes[i].TrainingBacklog is > 0 and int waiting)
            {
                _logger.LogUntrained(_totals[i].Monitor, waiting);
            }
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

    private List<OperatedMonitor> Operated(MonitoringService service) =>
    [
        .. configuration.Monitors.Select((m, i) => new OperatedMonitor(i, service.Runtimes[i], m.File, m.Source.Name, SourceKinds.WordOf(m.Source), _totals[i])),
    ];

    private ServiceTraits TraitsOf(ComputeChoice compute) => new(
        configuration.Data,
        configuration.Runtime.Kind == RuntimeKind.Orleans ? PartNames.OrleansRuntime : "local",
        compute.Name,
        compute.Device?.Name,
        configuration.Store.KeepScores,
        configuration.Store.KeepAlerts,
        process.Parts.Parts);

    private MonitorInput CreateInput(MonitorBinding monitor, IStateStore store, SinkSet sinks)
    {
        (TimeProvider time, ILoggerFactory loggers) = (process.Time, process.Loggers);
        var deadLetters = new MonitorLetters(tally.Letters, monitor.Definition.Name, time);
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
            DeadLetters = deadLetters,
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
}
