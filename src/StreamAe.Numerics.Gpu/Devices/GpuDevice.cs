using ILGPU;
using ILGPU.Runtime;
using StreamAe.Numerics.Gpu.Kernels;

namespace StreamAe.Numerics.Gpu.Devices;

/// <summary>An accelerator that was opened, and the kernels compiled for it. Whoever works with it holds <see cref="Gate"/>.</summary>
internal sealed class GpuDevice : IDisposable
{
    /// <summary>What every device gives to a group without being asked for more, in floats: 48 KiB.</summary>
    private const int CommonSharedFloats = 48 * 1024 / sizeof(float);

    private readonly Context _context;

    // Null where the device does not tell.
    private readonly MultiprocessorLimits? _limits;
    private readonly Lazy<Action<AcceleratorStream, KernelConfig, ScoringViews, SpecializedValue<KernelShape>>> _scoreSpecialized;
    private readonly Lazy<Action<AcceleratorStream, KernelConfig, ScoringViews, KernelShape>> _scoreGeneral;
    private readonly Lazy<Action<AcceleratorStream, KernelConfig, ArrayView<float>, ArrayView<ModelRun>, ArrayView<float>, ArrayView<float>, WideLayer>> _wideForward;
    private readonly Lazy<Action<AcceleratorStream, KernelConfig, ArrayView<float>, ArrayView<float>, ArrayView<float>, WideShape>> _wideLatents;
    private readonly Lazy<Action<AcceleratorStream, KernelConfig, ArrayView<float>, ArrayView<int>, ArrayView<float>, ArrayView<float>, ArrayView<float>, WideShape>> _wideErrors;
    private readonly Lazy<Action<AcceleratorStream, KernelConfig, ArrayView<float>, ArrayView<int>, ArrayView<float>, int>> _scatter;
    private readonly TrainingKernels _training;

    // Those that the specialized kernel was compiled for.
    private readonly HashSet<KernelShape> _shapes = [];

    /// <param name="context">Disposed of with this.</param>
    /// <param name="accelerator">Of the context; disposed of with this.</param>
    /// <param name="specializes">Kernels are compiled for each shape: slower at first, faster then.</param>
    public GpuDevice(Context context, Accelerator accelerator, bool specializes)
    {
        DeviceFunctions.Register();
        _context = context;
        Accelerator = accelerator;
        Specializes = specializes;
        SharedFloats = Math.Min(CommonSharedFloats, accelerator.MaxSharedMemoryPerGroup / sizeof(float));
        _limits = MultiprocessorLimits.Of(accelerator);
        _scoreSpecialized = new(() => accelerator.LoadKernel<ScoringViews, SpecializedValue<KernelShape>>(ScoringKernel.Specialized));
        _scoreGeneral = new(() => accelerator.LoadKernel<ScoringViews, KernelShape>(ScoringKernel.General));
        _wideForward = new(() => accelerator.LoadKernel<ArrayView<float>, ArrayView<ModelRun>, ArrayView<float>, ArrayView<float>, WideLayer>(WideKernels.Forward));
        _wideLatents = new(() => accelerator.LoadKernel<ArrayView<float>, ArrayView<float>, ArrayView<float>, WideShape>(WideKernels.Latents));
        _wideErrors = new(() => accelerator.LoadKernel<ArrayView<float>, ArrayView<int>, ArrayView<float>, ArrayView<float>, ArrayView<float>, WideShape>(WideKernels.Errors));
        _scatter = new(() => accelerator.LoadKernel<ArrayView<float>, ArrayView<int>, ArrayView<float>, int>(ScatterKernel.Scatter));
        _training = new TrainingKernels(accelerator);
    }

    public Lock Gate { get; } = new();

    /// <summary>Called before every launch, so that tests can lose a device: no real one is lost when it is asked to be. Null elsewhere.</summary>
    public Action? Launching { get; init; }

    public Accelerator Accelerator { get; }

    public bool Specializes { get; }

    /// <summary>Floats of shared memory a group may ask for.</summary>
    public int SharedFloats { get; }

    public string Name => Accelerator.Name;

    /// <summary>See <see cref="MultiprocessorLimits.Occupancy"/>, of the last launch; 0 where it is not known. Read from any thread.</summary>
    public double LastOccupancy { get; private set; }

    /// <summary>Kernels compiled so far.</summary>
    public int Compilations => _shapes.Count + _training.Compilations + ((bool[])
    [
        _scoreGeneral.IsValueCreated, _wideForward.IsValueCreated, _wideLatents.IsValueCreated, _wideErrors.IsValueCreated, _scatter.IsValueCreated,
    ]).Count(isThere => isThere);

    public int GroupSize(int wanted) => Math.Min(wanted, Accelerator.MaxNumThreadsPerGroup);

    /// <summary>Compiles where the shape is new.</summary>
    public void Score(AcceleratorStream stream, int groupSize, in ScoringViews views, KernelShape shape)
    {
        Launching?.Invoke();
        KernelConfig config = Config(views.Runs.IntLength, groupSize, shape.SharedFloats);
        if (Specializes)
        {
            _scoreSpecialized.Value(stream, config, views, SpecializedValue.New(shape));
            _shapes.Add(shape);
        }
        else
        {
            _scoreGeneral.Value(stream, config, views, shape);
        }
    }

    public void WideForward(
        AcceleratorStream stream, ArrayView<float> models, ArrayView<ModelRun> runs, ArrayView<float> inputs, ArrayView<float> outputs, WideLayer layer)
    {
        Launching?.Invoke();
        int blocks = (layer.OutputStride + WideKernels.BlockOutputs - 1) / WideKernels.BlockOutputs;
        KernelConfig config = Config(checked(runs.IntLength * blocks), GroupSize(128), WideKernels.ForwardFloats);
        _wideForward.Value(stream, config, models, runs, inputs, outputs, layer);
    }

    public void WideLatents(
        AcceleratorStream stream, int rowCount, ArrayView<float> latents, ArrayView<float> rows, ArrayView<float> divergences, WideShape shape)
    {
        Launching?.Invoke();
        int threads = GroupSize(128);
        _wideLatents.Value(stream, Config(rowCount, threads, threads), latents, rows, divergences, shape);
    }

    public void WideErrors(
        AcceleratorStream stream,
        ArrayView<float> models,
        ArrayView<int> slots,
        ArrayView<float> rows,
        ArrayView<float> reconstructions,
        ArrayView<float> errors,
        WideShape shape)
    {
        Launching?.Invoke();
        int threads = GroupSize(128);
        _wideErrors.Value(stream, Config(slots.IntLength, threads, threads), models, slots, rows, reconstructions, errors, shape);
    }

    public void Scatter(AcceleratorStream stream, ArrayView<float> staged, ArrayView<int> slots, ArrayView<float> models, int floats)
    {
        Launching?.Invoke();
        _scatter.Value(stream, new KernelConfig(slots.IntLength, GroupSize(128)), staged, slots, models, floats);
    }

    /// <summary>One epoch of many models. Compiles where the shape is new.</summary>
    public void Train(AcceleratorStream stream, int groupSize, in TrainingViews views, TrainingEpoch epoch, TrainingShape shape)
    {
        Launching?.Invoke();
        KernelConfig config = Config(views.Jobs.IntLength, groupSize, shape.SharedFloats);
        _training.Launch(stream, config, in views, epoch, shape, Specializes);
    }

    public void Dispose()
    {
        Accelerator.Dispose();
        _context.Dispose();
    }

    private KernelConfig Config(int groups, int groupSize, int sharedFloats)
    {
        LastOccupancy = _limits?.Occupancy(groupSize, sharedFloats * sizeof(float)) ?? 0;
        return new KernelConfig(groups, groupSize, SharedMemoryConfig.RequestDynamic<float>(sharedFloats));
    }
}
