using ILGPU.Runtime;
using StreamAe.Numerics.Architectures;
using StreamAe.Numerics.Gpu.Devices;
using StreamAe.Numerics.Gpu.Kernels;
using StreamAe.Numerics.Gpu.Training;
using StreamAe.Numerics.Randomness;
using StreamAe.Numerics.Training;

namespace StreamAe.Numerics.Gpu.Tests.Training;

/// <summary>One launch of the kernel: its gradient against <see cref="LossGradient"/>'s, wherever the state lies and however the batch is cut into tiles.</summary>
public sealed unsafe class GradientStepTests(SharedDevice shared) : IClassFixture<SharedDevice>
{
    private const int Rows = 22;
    private const ulong Seed = 9;
    private const float Beta = 0.7f;

    public static TheoryData<string> Cases() => [.. All.Keys];

    private static readonly Dictionary<string, (Architecture Architecture, TrainingOptions Options, double Missing)> All = new()
    {
        ["autoencoder"] = (new(5, [4], 2), new(), 0),
        ["autoencoder with context, huber, masked"] = (
            new(5, [6, 3], 2, condition: 2), new() { Loss = ReconstructionLoss.Huber, HuberDelta = 0.4, MaskMissing = true }, 0.3),
        ["VAE with context"] = (new(6, [5, 3], 3, LatentKind.Gaussian, condition: 1), new(), 0),
        ["VAE, free bits, weight decay"] = (
            new(6, [4], 3, LatentKind.Gaussian), new() { Variational = new() { FreeBits = 0.45 }, Regularization = new() { L1 = 0.02, L2 = 0.1 } }, 0),
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Gradient_EveryPlacementAndTile_IsLossGradients(string name)
    {
        (Architecture architecture, TrainingOptions options, PreparedTraining prepared, ModelRows rows) = Prepare(name);
        foreach (TrainingPlacement placement in Enum.GetValues<TrainingPlacement>())
        {
            foreach (int tileRows in (int[])[4, 8, 32])
            {
                (float[] actual, int[] order, _) = OnDevice(TrainingPlan.Of(shared.Device, architecture, options, placement, tileRows), prepared, rows);
                float[] expected = OnProcessor(architecture, options, prepared, rows, order);
                float largest = expected.Max(MathF.Abs);
                for (int i = 0; i < expected.Length; i++)
                {
                    Assert.True(
                        Math.Abs(expected[i] - actual[i]) <= 1e-5 * largest, $"{placement}, tile {tileRows}, {i}: {expected[i]:R}, {actual[i]:R} on the device");
                }
            }
        }
    }

    /// <summary>A kernel that held every unit, or none, would pass else.</summary>
    [Fact]
    public void FreeBits_OfTheCase_HoldSomeUnitsAndNotAll()
    {
        (Architecture architecture, TrainingOptions options, PreparedTraining prepared, ModelRows rows) = Prepare("VAE, free bits, weight decay");
        int[] order = [.. prepared.Order];
        var shuffle = new PhiloxRandom(Seed, RandomStream.Order);
        shuffle.Shuffle<int>(order);
        float[] asGiven = Gradient(options.Variational.FreeBits);

        Assert.NotEqual(Gradient(0), asGiven);
        Assert.NotEqual(Gradient(100), asGiven);

        float[] Gradient(double freeBits) =>
            OnProcessor(architecture, options with { Variational = new() { FreeBits = freeBits } }, prepared, rows, order);
    }

    [Theory]
    [InlineData(0.5f, 1)]
    [InlineData(float.NaN, 0)]
    [InlineData(float.PositiveInfinity, 0)]
    [InlineData(float.NegativeInfinity, 0)]
    public void Results_OfAWeight_TellWhetherAllAreFinite(float weight, float isFinite)
    {
        (Architecture architecture, TrainingOptions options, PreparedTraining prepared, ModelRows rows) = Prepare("autoencoder");

        // In the padding: no loss tells of it.
        prepared.Slot[architecture.TrainableFloats - 1] = weight;
        (_, _, float[] results) = OnDevice(TrainingPlan.Of(shared.Device, architecture, options, TrainingPlacement.All, 8), prepared, rows);

        Assert.True(float.IsFinite(results[0]) && float.IsFinite(results[LongSum.Floats]));
        Assert.Equal(isFinite, results[TrainingShape.FixedResults - 1]);
    }

    private static (Architecture Architecture, TrainingOptions Options, PreparedTraining Prepared, ModelRows Rows) Prepare(string name)
    {
        (Architecture architecture, TrainingOptions options, double missing) = All[name];
        options = options with { BatchSize = Rows, ValidationShare = 0, Seed = Seed };
        var prepared = new PreparedTraining(architecture, options, Rows);
        var random = new PhiloxRandom(3);
        foreach (ref float parameter in prepared.Slot.AsSpan(0, architecture.TrainableFloats))
        {
            // Padding, which is 0, stays so.
            parameter += parameter == 0 ? 0 : 0.1f * random.NextGaussian();
        }

        return (architecture, options, prepared, TrainingCases.Rows(architecture, Rows, Seed, missing));
    }

    private static float[] OnProcessor(Architecture architecture, TrainingOptions options, PreparedTraining prepared, ModelRows rows, int[] order)
    {
        int[] shuffled = [.. prepared.Order];
        var shuffle = new PhiloxRandom(Seed, RandomStream.Order);
        shuffle.Shuffle<int>(shuffled);
        Assert.Equal(shuffled, order);
        TrainingRows data = TrainingRows.Check(architecture, rows.Rows.Span, Rows, options);
        var reader = new BatchReader(architecture, Rows, data.HasMissing, noise: null, hideFeatures: false);
        reader.Read(in data, order, spoil: true);
        var loss = new LossGradient(architecture, Rows, options);
        var noise = new PhiloxRandom(Seed, RandomStream.Noise);
        float[] parameters = GC.AllocateArray<float>(prepared.Slot.Length, pinned: true);
        prepared.Slot.CopyTo(parameters, 0);
        fixed (float* pointer = parameters)
        {
            loss.Compute(pointer, reader.Inputs, reader.Targets, Rows, reader.IsMasked, Beta, ref noise);
        }

        return loss.Gradient.ToArray();
    }

    private (float[] Gradient, int[] Order, float[] Results) OnDevice(TrainingPlan plan, PreparedTraining prepared, ModelRows rows)
    {
        GpuDevice device = shared.Device;
        Accelerator accelerator = device.Accelerator;
        int parameters = plan.Shape.Parameters;
        var model = new RunningModel(0, prepared, []);
        float[] rates = new float[2 * prepared.Plan.StepsPerEpoch];
        TrainingJob job = model.NextEpoch(rates, 0);
        int[] observed = [.. Enumerable.Range(0, Rows).Select(
            r => rows.Rows.Slice(r * prepared.Architecture.RowStride, prepared.Architecture.Features).ToArray().Count(x => !float.IsNaN(x)))];
        using AcceleratorStream stream = accelerator.CreateStream();
        using var rowBuffer = accelerator.Allocate1D(rows.Rows.ToArray());
        using var order = accelerator.Allocate1D(prepared.Order);
        using var observedBuffer = accelerator.Allocate1D(observed);
        using var counts = accelerator.Allocate1D<int>(Rows + 1);
        using var state = accelerator.Allocate1D((float[])[.. prepared.Slot.AsSpan(0, parameters), .. new float[(TrainingShape.StateParts - 1) * parameters]]);
        using var rateBuffer = accelerator.Allocate1D(rates);
        using var results = accelerator.Allocate1D<float>(plan.Shape.ResultFloats);
        using var layers = accelerator.Allocate1D(plan.Layers);
        using var jobs = accelerator.Allocate1D((TrainingJob[])[job]);
        var views = new TrainingViews(
            rowBuffer.View.BaseView,
            order.View.BaseView,
            observedBuffer.View.BaseView,
            counts.View.BaseView,
            state.View.BaseView,
            rateBuffer.View.BaseView,
            results.View.BaseView,
            layers.View.BaseView,
            jobs.View.BaseView);
        device.Train(stream, plan.Threads, in views, new TrainingEpoch(0, Beta), plan.Shape);
        stream.Synchronize();
        float[] all = state.GetAsArray1D();
        return (all[(TrainingShape.GradientAt * parameters)..], order.GetAsArray1D(), results.GetAsArray1D());
    }
}
