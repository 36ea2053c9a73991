using ILGPU;
using ILGPU.Runtime;
using StreamAe.Numerics.Gpu.Kernels;
using General = System.Action<
    ILGPU.Runtime.AcceleratorStream,
    ILGPU.KernelConfig,
    StreamAe.Numerics.Gpu.Kernels.TrainingViews,
    StreamAe.Numerics.Gpu.Kernels.TrainingEpoch,
    StreamAe.Numerics.Gpu.Kernels.TrainingShape>;
using Specialized = System.Action<
    ILGPU.Runtime.AcceleratorStream,
    ILGPU.KernelConfig,
    StreamAe.Numerics.Gpu.Kernels.TrainingViews,
    StreamAe.Numerics.Gpu.Kernels.TrainingEpoch,
    ILGPU.Runtime.SpecializedValue<StreamAe.Numerics.Gpu.Kernels.TrainingShape>>;

namespace StreamAe.Numerics.Gpu.Devices;

/// <summary><see cref="TrainingKernel"/> for every placement, each compiled when it is first launched.</summary>
internal sealed class TrainingKernels(Accelerator accelerator)
{
    // Those that a specialized kernel was compiled for.
    private readonly HashSet<TrainingShape> _shapes = [];

    // By placement.
    private readonly Lazy<Specialized>[] _specialized = [LoadSpecialized<AllShared>(accelerator), LoadSpecialized<GradientShared>(accelerator), LoadSpecialized<NothingShared>(accelerator)];
    private readonly Lazy<General>[] _general = [LoadGeneral<AllShared>(accelerator), LoadGeneral<GradientShared>(accelerator), LoadGeneral<NothingShared>(accelerator)];

    /// <summary>Kernels compiled so far.</summary>
    public int Compilations => _shapes.Count + _general.Count(kernel => kernel.IsValueCreated);

    public void Launch(AcceleratorStream stream, KernelConfig config, in TrainingViews views, TrainingEpoch epoch, TrainingShape shape, bool specializes)
    {
        int kernel = (int)shape.Placement;
        if (specializes)
        {
            _specialized[kernel].Value(stream, config, views, epoch, SpecializedValue.New(shape));
            _shapes.Add(shape);
        }
        else
        {
            _general[kernel].Value(stream, config, views, epoch, shape);
        }
    }

    private static Lazy<Specialized> LoadSpecialized<TPlaces>(Accelerator accelerator)
        where TPlaces : struct, IStatePlaces =>
        new(() => accelerator.LoadKernel<TrainingViews, TrainingEpoch, SpecializedValue<TrainingShape>>(TrainingKernel.Specialized<TPlaces>));

    private static Lazy<General> LoadGeneral<TPlaces>(Accelerator accelerator)
        where TPlaces : struct, IStatePlaces =>
        new(() => accelerator.LoadKernel<TrainingViews, TrainingEpoch, TrainingShape>(TrainingKernel.General<TPlaces>));
}
