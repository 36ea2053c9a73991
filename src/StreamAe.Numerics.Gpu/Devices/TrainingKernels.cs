using ILGPU;
using ILGPU.Runtime;
using StreamAe.Numerics.Gpu.Kernels;

namespace StreamAe.Numerics.Gpu.Devices;

/// <summary><see cref="TrainingKernel"/> for every placement, each compiled when it is first launched.</summary>
internal sealed class TrainingKernels(Accelerator accelerator)
{
    // Those that a specialized kernel was compiled for.
    private readonly HashSet<TrainingShape> _shapes = [];

    // By placement.
    private readonly Lazy<Specialized>[] _specialized =
    [
        new(() => accelerator.LoadKernel<Specialized>(((Delegate)TrainingKernel.Specialized<AllShared>).Method)),
        new(() => accelerator.LoadKernel<Specialized>(((Delegate)TrainingKernel.Specialized<GradientShared>).Method)),
        new(() => accelerator.LoadKernel<Specialized>(((Delegate)TrainingKernel.Specialized<NothingShared>).Method)),
    ];

    private readonly Lazy<General>[] _general =
    [
        new(() => accelerator.LoadKernel<General>(((Delegate)TrainingKernel.General<AllShared>).Method)),
        new(() => accelerator.LoadKernel<General>(((Delegate)TrainingKernel.General<GradientShared>).Method)),
        new(() => accelerator.LoadKernel<General>(((Delegate)TrainingKernel.General<NothingShared>).Method)),
    ];

    private delegate void Specialized(
        AcceleratorStream stream,
        KernelConfig config,
        ArrayView<float> rows,
        ArrayView<int> order,
        ArrayView<int> observed,
        ArrayView<int> counts,
        ArrayView<float> state,
        ArrayView<float> rates,
        ArrayView<float> results,
        ArrayView<TrainingLayer> layers,
        ArrayView<TrainingJob> jobs,
        TrainingEpoch epoch,
        SpecializedValue<TrainingShape> shape);

    private delegate void General(
        AcceleratorStream stream,
        KernelConfig config,
        ArrayView<float> rows,
        ArrayView<int> order,
        ArrayView<int> observed,
        ArrayView<int> counts,
        ArrayView<float> state,
        ArrayView<float> rates,
        ArrayView<float> results,
        ArrayView<TrainingLayer> layers,
        ArrayView<TrainingJob> jobs,
        TrainingEpoch epoch,
        TrainingShape shape);

    /// <summary>Kernels compiled so far.</summary>
    public int Compilations => _shapes.Count + _general.Count(kernel => kernel.IsValueCreated);

    public void Launch(AcceleratorStream stream, KernelConfig config, in TrainingViews views, TrainingEpoch epoch, TrainingShape shape, bool specializes)
    {
        int kernel = (int)shape.Placement;
        if (specializes)
        {
            _specialized[kernel].Value(
                stream, config, views.Rows, views.Order, views.Observed, views.Counts, views.State, views.Rates, views.Results, views.Layers, views.Jobs, epoch, SpecializedValue.New(shape));
            _shapes.Add(shape);
        }
        else
        {
            _general[kernel].Value(
                stream, config, views.Rows, views.Order, views.Observed, views.Counts, views.State, views.Rates, views.Results, views.Layers, views.Jobs, epoch, shape);
        }
    }
}
