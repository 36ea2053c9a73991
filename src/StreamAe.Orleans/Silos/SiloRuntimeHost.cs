using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Configuration;
using StreamAe.Monitoring.Modules;
using StreamAe.Monitoring.Observations;
using StreamAe.Monitoring.Persistence;
using StreamAe.Monitoring.Plans;
using StreamAe.Monitoring.Runtime;
using StreamAe.Numerics.Scoring;
using StreamAe.Orleans.Runtime;

namespace StreamAe.Orleans.Silos;

/// <summary>This process' silo and the runtimes that work on it.</summary>
internal sealed class SiloRuntimeHost : IRuntimeHost
{
    /// <summary>How long the silo may take to send its grains away before it leaves the cluster.</summary>
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(20);

    private readonly RuntimeSetup _setup;
    private readonly IHost _host;
    private readonly SiloMonitors _monitors;
    private readonly IGrainFactory _grains;
    private readonly List<SiloMonitor> _created = [];
    private readonly ISiloStatusOracle _silos;
    private volatile bool _started;

    public SiloRuntimeHost(RuntimeSetup setup)
    {
        _setup = setup;
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { ApplicationName = "streamae" });
        builder.Services.AddSingleton(setup.Loggers);
        builder.Services.TryAddSingleton(typeof(ILogger<>), typeof(Logger<>));
        builder.Services.AddSingleton(setup.Time);
        builder.Services.AddSingleton<SiloMonitors>();

        // Signals are the service's: the silo leaves the cluster after what was read is judged, not when SIGTERM comes.
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = StopLimit);
        builder.UseOrleans(silo => Configure(silo, setup));
        _host = builder.Build();
        _monitors = _host.Services.GetRequiredService<SiloMonitors>();
        _silos = _host.Services.GetRequiredService<ISiloStatusOracle>();
        _grains = _host.Services.GetRequiredService<IGrainFactory>();
    }

    public ClusterStatus? Cluster
    {
        get
        {
            if (!_started)
            {
                return null;
            }

            SiloStatus status = _silos.CurrentStatus;
            int members = _silos.GetApproximateSiloStatuses(onlyActive: true).Count;
            return new ClusterStatus(_silos.SiloAddress.Endpoint.ToString(), status.ToString(), status == SiloStatus.Active, members);
        }
    }

    public MonitorRuntime CreateRuntime(
        PlanSet plans, IScorer scorer, ICommitter committer, IDeadLetterSink deadLetters, RuntimeOptions options, IStateStore store)
    {
        ArgumentNullException.ThrowIfNull(plans);
        ArgumentNullException.ThrowIfNull(options);
        string name = plans.Definition.Name;
        MonitorStore? stored = options.Loader is null ? null : new MonitorStore(options.Loader, () => store.Load(name));
        var monitor = new SiloMonitor(name, plans, scorer, options.ScoreBatchRows, stored, _grains, options.TrainingBudget, options.BatchTrainer);
        _monitors.Add(monitor);
        _created.Add(monitor);
        return new OrleansRuntime(monitor, _grains, committer, deadLetters, options, _setup.Loggers.CreateLogger<OrleansRuntime>());
    }

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (_setup.Database is not null)
            {
                await JoinCheck.RunAsync(_setup, cancellationToken).ConfigureAwait(false);
            }

            await _host.StartAsync(cancellationToken).ConfigureAwait(false);
            _started = true;
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            throw new IOException($"The silo of cluster {_setup.Cluster} could not start at {_setup.Address}:{_setup.Port}: {error.Message}", error);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_started)
        {
            using var limit = new CancellationTokenSource(StopLimit, _setup.Time);
            await _host.StopAsync(limit.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        _host.Dispose();
        _created.ForEach(m => m.Dispose());
    }

    private static void Configure(ISiloBuilder silo, RuntimeSetup setup)
    {
        int port = setup.Port > 0 ? setup.Port : FreePort();
        if (setup.Database is null)
        {
            // Members are known to this process alone: there are no others.
            silo.UseLocalhostClustering(port, gatewayPort: 0, serviceId: setup.Cluster, clusterId: setup.Cluster);
        }
        else
        {
            Clustering.Use(silo, setup);
            silo.ConfigureEndpoints(setup.Address, port, gatewayPort: 0, listenOnAnyHostAddress: !IPAddress.IsLoopback(setup.Address));
        }

        if (setup.Tls is not null)
        {
            new SiloTls(setup.Tls, setup.Loggers.CreateLogger<SiloTls>()).Use(silo);
        }

        silo.Configure<SiloOptions>(options => options.SiloName = Clustering.NameOf(setup));
        silo.Configure<ClusterOptions>(options => (options.ClusterId, options.ServiceId) = (setup.Cluster, setup.Cluster));
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
