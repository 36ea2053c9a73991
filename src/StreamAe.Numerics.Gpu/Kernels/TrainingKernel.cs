using System.Runtime.CompilerServices;
using ILGPU;
using ILGPU.Runtime;
using StreamAe.Numerics.Training;

namespace StreamAe.Numerics.Gpu.Kernels;

/// <summary>
/// One epoch of many models in one launch, a group a model: shuffle, every step of the epoch with the weights in shared memory, then what the
/// measured rows say of the new weights. The algorithm is <see cref="TrainingRun"/>'s, with the same random numbers; sums are taken in another
/// order, which depends on the shape alone: for any size of group the bits are the same. Shared memory: [<see cref="TrainingShape.SharedFloats"/>].
/// </summary>
internal static class TrainingKernel
{
    /// <param name="views">Of device memory; a group a job.</param>
    /// <param name="epoch">Which.</param>
    /// <param name="shape">Compiled for.</param>
    public static void Specialized<TPlaces>(TrainingViews views, TrainingEpoch epoch, SpecializedValue<TrainingShape> shape)
        where TPlaces : struct, IStatePlaces => Train<TPlaces>(views, epoch, shape);

    /// <summary>The same for every shape, compiled once: slower on a device, sooner ready.</summary>
    public static void General<TPlaces>(TrainingViews views, TrainingEpoch epoch, TrainingShape shape)
        where TPlaces : struct, IStatePlaces => Train<TPlaces>(views, epoch, shape);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Train<TPlaces>(TrainingViews views, TrainingEpoch epoch, TrainingShape shape)
        where TPlaces : struct, IStatePlaces
    {
        TrainingJob job = views.Jobs[Grid.IdxX];
        ArrayView<float> shared = SharedMemory.GetDynamic<float>();
        ArrayView<float> state = views.State;
        int parameters = shape.Parameters;
        ArrayView<float> tile = shared.SubView(shape.SharedModels * parameters, shape.TileFloats);
        ArrayView<float> sums = shared.SubView((shape.SharedModels * parameters) + shape.TileFloats, shape.SumFloats);
        long firstFloat = (long)job.FirstRow * shape.RowStride;
        var memory = new TrainingMemory(
            shared.SubView(0, parameters),
            TPlaces.Gradient(shared, state, job, parameters),
            TPlaces.Moment(shared, state, job, TrainingShape.FirstMomentAt, parameters),
            TPlaces.Moment(shared, state, job, TrainingShape.SecondMomentAt, parameters),
            tile,
            sums,
            views.Layers,
            views.Rows.SubView(firstFloat, views.Rows.Length - firstFloat),
            views.Order.SubView(job.FirstRow, views.Order.Length - job.FirstRow),
            views.Counts.SubView(job.FirstCount, views.Counts.Length - job.FirstCount));
        Bring<TPlaces>(memory, state, job, shape);
        RowOrder.Shuffle(memory, job, epoch, shape);
        RowOrder.CountObserved(memory, views.Observed, job, shape);
        Steps(memory, views.Rates, job, epoch, shape);
        Measure(memory, views.Results, job, epoch, shape);
        Return<TPlaces>(memory, state, views.Results, job, shape);
    }

    /// <summary>A part of a model's state in device memory.</summary>
    internal static ArrayView<float> Part(ArrayView<float> state, TrainingJob job, int part, int parameters) =>
        state.SubView(job.State + ((long)part * parameters), parameters);

    private static void Bring<TPlaces>(TrainingMemory memory, ArrayView<float> state, TrainingJob job, TrainingShape shape)
        where TPlaces : struct, IStatePlaces
    {
        ArrayView<float> weights = Part(state, job, 0, shape.Parameters);
        ArrayView<float> best = Part(state, job, TrainingShape.BestAt, shape.Parameters);
        ArrayView<float> first = Part(state, job, TrainingShape.FirstMomentAt, shape.Parameters);
        ArrayView<float> second = Part(state, job, TrainingShape.SecondMomentAt, shape.Parameters);
        for (int i = Group.IdxX; i < shape.Parameters; i += Group.DimX)
        {
            float weight = weights[i];
            memory.Weights[i] = weight;
            memory.Gradient[i] = 0;
            if (TPlaces.Placement == TrainingPlacement.All)
            {
                memory.First[i] = first[i];
                memory.Second[i] = second[i];
            }

            if (job.KeepsBest != 0)
            {
                best[i] = weight;
            }
        }

        Group.Barrier();
    }

    private static void Steps(TrainingMemory memory, ArrayView<float> rates, TrainingJob job, TrainingEpoch epoch, TrainingShape shape)
    {
        if (Group.IdxX == 0)
        {
            LongSum.Clear(memory.Sums, TrainingShape.LossAt);
        }

        for (int step = 0; step < job.Steps; step++)
        {
            int start = step * job.BatchSize;
            int count = job.FittingRows - start < job.BatchSize ? job.FittingRows - start : job.BatchSize;
            float penalty = Gradient(memory, job, epoch, start, count, shape);
            if (shape.L1 > 0 || shape.L2 > 0)
            {
                penalty += TrainingStep.Decay(memory, shape);
            }

            if (Group.IdxX == 0)
            {
                LongSum.Add(memory.Sums, TrainingShape.LossAt, count * penalty);
            }

            if (shape.ClipNorm > 0)
            {
                TrainingStep.Clip(memory, shape);
            }

            TrainingStep.Adam(memory, rates[job.Rates + (2 * step)], rates[job.Rates + (2 * step) + 1], shape);
        }
    }

    /// <summary>The gradient of a batch, and its loss.</summary>
    private static float Gradient(TrainingMemory memory, TrainingJob job, TrainingEpoch epoch, int start, int count, TrainingShape shape)
    {
        TrainingLoss.BeginSums(memory, shape);
        if (shape.FreeBits > 0)
        {
            // Which units are free depends on the whole batch: it is encoded once to see, and again on the way to the gradient.
            for (int from = 0; from < count; from += shape.TileRows)
            {
                int rows = count - from < shape.TileRows ? count - from : shape.TileRows;
                TileReader.Read(memory, job, epoch, start + from, rows, 1, shape);
                TrainingForward.Run(memory, job, epoch, start + from, rows, 0, shape.LatentLayer + 1, shape);
                TrainingLoss.AddDivergences(memory, rows, shape);
            }
        }

        TrainingLoss.WeighDivergences(memory, epoch, count, shape);
        int observed = shape.IsMasked == 0 ? count * shape.Features : memory.Counts[start + count] - memory.Counts[start];
        float scale = TrainingLoss.Scale(count, observed, shape);
        for (int from = 0; from < count; from += shape.TileRows)
        {
            int rows = count - from < shape.TileRows ? count - from : shape.TileRows;
            TileReader.Read(memory, job, epoch, start + from, rows, 1, shape);
            TrainingForward.Run(memory, job, epoch, start + from, rows, 1, shape.Layers, shape);
            if (shape.IsGaussian != 0 && shape.FreeBits == 0)
            {
                TrainingLoss.AddDivergences(memory, rows, shape);
            }

            TrainingLoss.SumAndDelta(memory, rows, scale, 1, shape);
            TrainingBackward.Run(memory, rows, from == 0 ? 1 : 0, shape);
        }

        return TrainingLoss.Total(memory, epoch, count, scale, shape);
    }

    /// <summary>The measured rows' element losses and divergences, as scoring would see them.</summary>
    private static void Measure(TrainingMemory memory, ArrayView<float> results, TrainingJob job, TrainingEpoch epoch, TrainingShape shape)
    {
        TrainingLoss.BeginSums(memory, shape);
        for (int from = 0; from < job.MeasuredRows; from += shape.TileRows)
        {
            int rows = job.MeasuredRows - from < shape.TileRows ? job.MeasuredRows - from : shape.TileRows;
            TileReader.Read(memory, job, epoch, job.MeasuredFrom + from, rows, 0, shape);
            TrainingForward.Run(memory, job, epoch, job.MeasuredFrom + from, rows, 0, shape.Layers, shape);
            if (shape.IsGaussian != 0)
            {
                TrainingLoss.AddDivergences(memory, rows, shape);
            }

            TrainingLoss.SumAndDelta(memory, rows, 0, 0, shape);
        }

        int at = Grid.IdxX * shape.ResultFloats;
        for (int i = Group.IdxX; i < LongSum.Floats * (2 + shape.Units); i += Group.DimX)
        {
            // The fixed results end with the flag: divergences lie one further than in the sums.
            results[at + i + (i < TrainingShape.FixedResults - 1 ? 0 : 1)] = memory.Sums[TrainingShape.LossAt + i];
        }

        Group.Barrier();
    }

    private static void Return<TPlaces>(TrainingMemory memory, ArrayView<float> state, ArrayView<float> results, TrainingJob job, TrainingShape shape)
        where TPlaces : struct, IStatePlaces
    {
        ArrayView<float> weights = Part(state, job, 0, shape.Parameters);
        ArrayView<float> first = Part(state, job, TrainingShape.FirstMomentAt, shape.Parameters);
        ArrayView<float> second = Part(state, job, TrainingShape.SecondMomentAt, shape.Parameters);
        ArrayView<float> gradient = Part(state, job, TrainingShape.GradientAt, shape.Parameters);
        for (int i = Group.IdxX; i < shape.Parameters; i += Group.DimX)
        {
            weights[i] = memory.Weights[i];
            if (TPlaces.Placement != TrainingPlacement.Weights)
            {
                gradient[i] = memory.Gradient[i];
            }

            if (TPlaces.Placement == TrainingPlacement.All)
            {
                first[i] = memory.First[i];
                second[i] = memory.Second[i];
            }
        }

        float finite = TrainingStep.IsFinite(memory, shape);
        if (Group.IdxX == 0)
        {
            results[(Grid.IdxX * shape.ResultFloats) + TrainingShape.FixedResults - 1] = finite;
        }
    }
}
