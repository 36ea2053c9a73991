using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orleans.Configuration;
using Orleans.Runtime.Placement;
using Orleans.TestingHost;
using StreamAe.Orleans.Silos;

namespace StreamAe.Orleans.Tests;

/// <summary>Silos of one process that speak TCP with each other, for all tests of a collection.</summary>
public abstract class TestSilos(short count, bool spreads, bool hasty = false) : IAsyncLifetime
{
    private TestCluster _cluster = null!;
    private int _runs;

    /// <summary>The silo that tests read their sources on.</summary>
    internal SiloParts First => PartsOf(_cluster.Primary!);

    internal IReadOnlyList<SiloParts> All => [.. _cluster.Silos.Select(PartsOf)];

    internal TestCluster Cluster => _cluster;

    /// <summary>Tells the grains of one test from those of another.</summary>
    public string NextName(string monitor) => $"{monitor}.{Interlocked.Increment(ref _runs)}";

    public async ValueTask InitializeAsync()
    {
        var builder = new TestClusterBuilder(count);
        builder.Options.ConnectionTransport = ConnectionTransportType.TcpSocket;
        builder.AddSiloBuilderConfigurator<Monitors>();
        if (spreads)
        {
            builder.AddSiloBuilderConfigurator<Spreading>();
        }

        if (hasty)
        {
            builder.AddSiloBuilderConfigurator<Hasty>();
        }

        _cluster = builder.Build();
        await _cluster.DeployAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _cluster.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    private static SiloParts PartsOf(SiloHandle silo)
    {
        IServiceProvider services = ((InProcessSiloHandle)silo).SiloHost.Services;
        return new SiloParts(services.GetRequiredService<SiloMonitors>(), services.GetRequiredService<IGrainFactory>(), services.GetRequiredService<LostAnswers>());
    }

    private sealed class Monitors : ISiloConfigurator
    {
        public void Configure(ISiloBuilder siloBuilder)
        {
            siloBuilder.Services.AddSingleton<SiloMonitors>();
            siloBuilder.Services.AddSingleton<LostAnswers>();
            siloBuilder.Services.AddSingleton<IIncomingGrainCallFilter>(services => services.GetRequiredService<LostAnswers>());
            siloBuilder.Services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Warning));
        }
    }

    private sealed class Spreading : ISiloConfigurator
    {
        public void Configure(ISiloBuilder siloBuilder) => siloBuilder.Services.AddPlacementDirector<PreferLocalPlacement, SpreadingDirector>();
    }

    private sealed class Hasty : ISiloConfigurator
    {
        public void Configure(ISiloBuilder siloBuilder) => siloBuilder.Configure<ClusterMembershipOptions>(options =>
        {
            options.ProbeTimeout = TimeSpan.FromSeconds(1);
            options.NumMissedProbesLimit = 2;
            options.NumVotesForDeathDeclaration = 1;
        });
    }

    /// <summary>Half of the grains beside who calls them, half elsewhere, the same in every run.</summary>
    private sealed class SpreadingDirector : IPlacementDirector
    {
        public Task<SiloAddress> OnAddActivation(PlacementStrategy strategy, PlacementTarget target, IPlacementContext context)
        {
            SiloAddress[] silos = [.. context.GetCompatibleSilos(target).Order()];
            return Task.FromResult(silos[target.GrainIdentity.GetUniformHashCode() % (uint)silos.Length]);
        }
    }
}

/// <summary>What a test needs of a silo.</summary>
internal sealed record SiloParts(SiloMonitors Monitors, IGrainFactory Grains, LostAnswers LostAnswers);

/// <summary>One silo.</summary>
public sealed class OneSilo() : TestSilos(1, spreads: false);

/// <summary>Two silos, and half of the entities away from their source.</summary>
public sealed class TwoSilos() : TestSilos(2, spreads: true);
