using System.Collections.Concurrent;
using System.Threading.Channels;
using StreamAe.Numerics.Architectures;
using StreamAe.Numerics.Arena;
using StreamAe.Numerics.Randomness;
using StreamAe.Numerics.Scoring;

namespace StreamAe.Numerics.Gpu.Scoring;

/// <summary>
/// From which number of rows on the device is faster than SIMD, by measurement: of every architecture once, beside the work, when a batch of it
/// first comes. Until the answer is there the answer is SIMD; compiling kernels takes seconds, and nobody waits for it.
/// </summary>
internal sealed class Crossover : IDisposable
{
    /// <summary>Batches that are measured, in rows, each row of a model of its own.</summary>
    public static readonly IReadOnlyList<int> Sizes = [256, 1024, 4096, 16384];

    private const int Repetitions = 5;

    // A measurement's models, on both sides.
    private const long MostBytes = 256 << 20;

    private readonly DeviceLink _link;
    private readonly Action<string> _report;
    private readonly TimeProvider _time;
    private readonly IReadOnlyList<int> _sizes;
    private readonly SimdScorer _simd = new();
    private readonly ConcurrentDictionary<(Architecture Architecture, WeightStorage Storage), int> _rows = new();
    private readonly Channel<(Architecture Architecture, WeightStorage Storage)> _asked = Channel.CreateUnbounded<(Architecture, WeightStorage)>();
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _loop;

    /// <param name="sizes">See <see cref="Sizes"/>; null for these.</param>
    public Crossover(DeviceLink link, TimeProvider time, Action<string> report, IReadOnlyList<int>? sizes = null)
    {
        _sizes = sizes ?? Sizes;
        _link = link;
        _report = report;
        _time = time;
        _loop = Task.Run(MeasureAllAsync);
    }

    public bool PrefersDevice(Architecture architecture, WeightStorage storage, int rows)
    {
        if (_rows.TryGetValue((architecture, storage), out int least))
        {
            return rows >= least;
        }

        if (_rows.TryAdd((architecture, storage), int.MaxValue))
        {
            _asked.Writer.TryWrite((architecture, storage));
        }

        return false;
    }

    /// <summary>The smallest measured size from which on the device is never slower; <see cref="int.MaxValue"/> where there is none.</summary>
    internal static int Least(IReadOnlyList<int> sizes, IReadOnlyList<TimeSpan> device, IReadOnlyList<TimeSpan> simd)
    {
        int least = int.MaxValue;
        for (int s = sizes.Count - 1; s >= 0 && device[s] < simd[s]; s--)
        {
            least = sizes[s];
        }

        return least;
    }

    public void Dispose()
    {
        _stop.Cancel();
        _loop.GetAwaiter().GetResult();
        _stop.Dispose();
    }

    private async Task MeasureAllAsync()
    {
        try
        {
            await foreach ((Architecture architecture, WeightStorage storage) in _asked.Reader.ReadAllAsync(_stop.Token).ConfigureAwait(false))
            {
                Measure(architecture, storage);
            }
        }
        catch (OperationCanceledException)
        {
            // Stopping.
        }
    }

    private void Measure(Architecture architecture, WeightStorage storage)
    {
        if (_link.TryGet() is not DeviceScoring device)
        {
            // It has failed; a batch that comes later asks again.
            _rows.TryRemove((architecture, storage), out _);
            return;
        }

        try
        {
            int models = (int)Math.Clamp(MostBytes / architecture.SlotBytes, 1, _sizes[^1]);
            var arena = new ModelArena(architecture, storage: storage);
            int[] slots = new int[_sizes[^1]];
            for (int m = 0; m < models; m++)
            {
                slots[m] = arena.Allocate();
            }

            for (int r = models; r < slots.Length; r++)
            {
                slots[r] = slots[r % models];
            }

            var random = new PhiloxRandom(1);
            float[] rows = new float[slots.Length * architecture.RowStride];
            foreach (ref float value in rows.AsSpan())
            {
                value = random.NextSingle();
            }

            float[] reconstructions = new float[rows.Length], errors = new float[slots.Length], divergences = new float[slots.Length];
            var onDevice = new TimeSpan[_sizes.Count];
            var onSimd = new TimeSpan[_sizes.Count];
            for (int s = 0; s < _sizes.Count; s++)
            {
                int count = _sizes[s];
                onDevice[s] = Best(() => device.Score(arena, Batch(count)));
                onSimd[s] = Best(() => _simd.Score(arena, Batch(count)));
                ScoreBatch Batch(int n) =>
                    new(slots.AsSpan(0, n), rows.AsSpan(0, n * architecture.RowStride), reconstructions, errors, divergences);
            }

            int least = Least(_sizes, onDevice, onSimd);
            _rows[(architecture, storage)] = least;
            _report(least == int.MaxValue
                ? $"simd scores models {architecture} faster than {device.Device.Name}, at batches up to {_sizes[^1]} rows."
                : $"{device.Device.Name} scores models {architecture} in batches of {least} rows or more; smaller ones simd scores faster.");
        }
        catch (Exception error) when (DeviceLink.IsFailure(error))
        {
            _rows.TryRemove((architecture, storage), out _);
            _link.Fail(device, error);
        }
    }

    /// <summary>The shortest of a few, after one that compiles and brings the models.</summary>
    private TimeSpan Best(Action work)
    {
        work();
        TimeSpan best = TimeSpan.MaxValue;
        for (int i = 0; i < Repetitions; i++)
        {
            _stop.Token.ThrowIfCancellationRequested();
            long start = _time.GetTimestamp();
            work();
            TimeSpan taken = _time.GetElapsedTime(start);
            best = taken < best ? taken : best;
        }

        return best;
    }
}
