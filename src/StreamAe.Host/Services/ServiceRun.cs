using Microsoft.Extensions.Logging;
using StreamAe.Host.Api.Running;
using StreamAe.Host.Configuration;
using StreamAe.Host.Health;
using StreamAe.Host.Modules;
using StreamAe.Host.Services.Reloads;
using StreamAe.Host.Sinks;
using StreamAe.Host.Telemetry;
using StreamAe.Monitoring.Persistence;

namespace StreamAe.Host.Services;

/// <summary>The services of a process, from its configuration to its end: one, and another after each reload, over the same data and behind the same ports.</summary>
/// <param name="file">Where the configuration stands, for reloads; null for none.</param>
/// <param name="reload">Who else asks for a reload than the API; null for nobody.</param>
internal sealed class ServiceRun(
    ServiceConfiguration configuration,
    PartCatalog parts,
    TextWriter alertOutput,
    TimeProvider time,
    ILoggerFactory loggers,
    ConfigurationFile? file = null,
    ReloadRequest? reload = null)
{
    private readonly ILogger _logger = loggers.CreateLogger<ServiceRun>();

    /// <summary>
    /// Continues where the data folder ends, and runs until every source ends, the time is over or the token is cancelled. What was read is
    /// judged, committed and published then.
    /// </summary>
    /// <param name="duration">Of all services together; null for no limit.</param>
    /// <returns>What they did.</returns>
    /// <exception cref="IOException">The data folder cannot be used, or another process has it.</exception>
    /// <exception cref="InvalidDataException">What is stored is damaged, or does not fit the monitors.</exception>
    public async Task<ServiceSummary> RunAsync(TimeSpan? duration, CancellationToken cancellationToken)
    {
        ComputeChoice compute = ComputeChoice.Make(configuration.Compute, configuration.ComputeDevice, parts);
        Announce(compute);
        var health = new ServiceHealth(configuration, compute, time);
        ReloadRequest request = reload ?? new ReloadRequest();
        var desk = new ServiceDesk(configuration.Runtime.Kind == RuntimeKind.Local && file is not null ? new MonitorReload(request, file) : null);

        // Before anything is opened: what takes long at the start is seen, and a port that is taken is found before anything is done.
        using var telemetry = TelemetryPipeline.Start(
            configuration.Telemetry, isAsked: configuration.Health is not null || configuration.Api is not null, time, loggers);
        var front = await ServiceFront.StartAsync(configuration, health, desk, telemetry, time, loggers, cancellationToken).ConfigureAwait(false);
        await using (front.ConfigureAwait(false))
        {
            var process = new ServiceProcess(compute, parts, health, desk, request, file, telemetry?.Meter, time, loggers);
            return await RunAsync(process, duration, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<ServiceSummary> RunAsync(ServiceProcess process, TimeSpan? duration, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(duration ?? Timeout.InfiniteTimeSpan, time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        using CancellationTokenRegistration stopping = stop.Token.Register(() =>
        {
            process.Health.Drain();
            _logger.LogStopping();
        });
        ServiceTally? tally = null;
        try
        {
            ServiceConfiguration? next = configuration;
            do
            {
                ServiceConfiguration opened = next;
                using var sinks = new SinkSet(opened, alertOutput, time, loggers);

                // The store first: it locks the folder, or the name of this process, and what it writes is this process's own from then on.
                Directory.CreateDirectory(opened.Data);
                using IStateStore store = Stores.Open(opened, [.. sinks.Alerts.Select(s => s.Name)], time, loggers);
                if (tally is not null)
                {
                    Announce(opened);
                    _logger.LogReloaded(opened.Monitors.Count);
                }

                tally ??= new ServiceTally(opened.Data, process.Meter, time, _logger);
                next = await new ServiceGeneration(opened, process, tally).RunAsync(store, sinks, stop.Token).ConfigureAwait(false);
            }
            while (next is not null && !stop.IsCancellationRequested);

            tally.Reporter.ReportTroubles();
            ServiceSummary summary = tally.Reporter.Summarize();
            _logger.LogEnded(summary.Seconds, summary.Events, summary.Alerts, tally.DeadLetters.Total);
            return summary;
        }
        finally
        {
            tally?.Dispose();
        }
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
        Announce(configuration);
    }

    private void Announce(ServiceConfiguration opened)
    {
        foreach (MonitorBinding monitor in opened.Monitors)
        {
            _logger.LogMonitor(monitor.Definition.Name, monitor.File, monitor.Source.Name);
        }

        foreach (SinkConfiguration sink in opened.Sinks)
        {
            _logger.LogSink(sink.Content, sink.SinkName);
        }
    }
}
