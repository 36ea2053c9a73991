using StreamAe.Numerics.Architectures;
using StreamAe.Numerics.Gpu.Scoring;
using StreamAe.Numerics.Gpu.Tests.Support;
using StreamAe.Numerics.Gpu.Training;
using StreamAe.Numerics.Training;

namespace StreamAe.Numerics.Gpu.Tests.Training;

public sealed class TrainingWarmUpTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void WarmUp_ThenTheFirstBatch_CompilesNothing(bool specializes)
    {
        using var link = new DeviceLink(() => TestDevices.Open(specializes), TimeProvider.System, TestDevices.Fail);
        using var trainer = new GpuBatchTrainer(link, TestDevices.Fail);
        TrainingOptions options = TrainingCases.Few with { MaskMissing = true, Variational = new() { FreeBits = 0.01 } };

        Assert.Equal(1, trainer.WarmUp(TrainingCases.Vae, options));
        Assert.Equal(0, trainer.WarmUp(TrainingCases.Vae, options));
        ModelRows[] rows = [TrainingCases.Rows(TrainingCases.Vae, 40, 1), TrainingCases.Rows(TrainingCases.Vae, 30, 2)];
        IReadOnlyList<TrainedModel> models = trainer.Train(new BatchTraining(TrainingCases.Vae, options, rows), null, Cancelled);

        Assert.Equal(1, link.Opened!.Device.Compilations);
        TrainedModelAssert.Close(TrainingCases.OnProcessor(TrainingCases.Vae, options, rows[1]), models[1], 5e-6, 2e-6);
    }

    [Fact]
    public void WarmUp_OfWhatTheProcessorTrains_DoesNothing()
    {
        using var link = new DeviceLink(() => TestDevices.Open(), TimeProvider.System, TestDevices.Fail);
        using var trainer = new GpuBatchTrainer(link, TestDevices.Fail);

        Assert.Equal(0, trainer.WarmUp(TrainingCases.Plain, TrainingCases.Few with { PretrainingEpochs = 1 }));
        Assert.Equal(0, trainer.WarmUp(new Architecture(200, [100], 20), TrainingCases.Few));
    }

    [Fact]
    public void WarmUp_DeviceThatFails_IsToldOnceAndTheProcessorTrains()
    {
        var reports = new List<string>();
        using var link = new DeviceLink(
            () => TestDevices.Open(launching: () => throw new LostDeviceException()), TimeProvider.System, reports.Add, DeviceUse.Training);
        using var trainer = new GpuBatchTrainer(link, reports.Add);
        ModelRows rows = TrainingCases.Rows(TrainingCases.Plain, 30, 1);

        Assert.Equal(0, trainer.WarmUp(TrainingCases.Plain, TrainingCases.Few));
        Assert.Equal(0, trainer.WarmUp(TrainingCases.Vae, TrainingCases.Few));
        TrainedModel model = trainer.Train(new BatchTraining(TrainingCases.Plain, TrainingCases.Few, [rows]), null, Cancelled)[0];

        Assert.Contains("failed in training (the device is lost); the processor trains meanwhile", Assert.Single(reports), StringComparison.Ordinal);
        TrainedModelAssert.Same(TrainingCases.OnProcessor(TrainingCases.Plain, TrainingCases.Few, rows), model);
    }
}
