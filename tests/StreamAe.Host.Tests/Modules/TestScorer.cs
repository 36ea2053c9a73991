using StreamAe.Monitoring.Modules;
using StreamAe.Numerics.Architectures;
using StreamAe.Numerics.Arena;
using StreamAe.Numerics.Scoring;

namespace StreamAe.Host.Tests.Modules;

/// <summary>Stands for a device: reports that it is there, and remembers what it was given.</summary>
internal sealed class TestScorer : IScorer, IDisposable
{
    private readonly ScalarScorer _scalar = new();

    public TestScorer(ComputeSetup setup)
    {
        Setup = setup;
        setup.Report("the device coughs");
        setup.Inform("the device is measured");
    }

    public string Name => _scalar.Name;

    public ComputeSetup Setup { get; }

    public int Disposals { get; private set; }

    /// <summary>The features of the models it was to compile for, in order.</summary>
    public List<int> WarmedUp { get; } = [];

    public int WarmUp(Architecture architecture, WeightStorage storage)
    {
        WarmedUp.Add(architecture.Features);
        return 2;
    }

    public void Score(ModelArena arena, in ScoreBatch batch) => _scalar.Score(arena, batch);

    public void Dispose() => Disposals++;
}
