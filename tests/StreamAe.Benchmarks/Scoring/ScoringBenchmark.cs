using StreamAe.Numerics.Architectures;
using StreamAe.Numerics.Arena;
using StreamAe.Numerics.Scoring;

namespace StreamAe.Benchmarks.Scoring;

/// <summary>
/// Rows through many different 32-16-8-16-32 models, one thread. Every row names its own model; ordering the rows by model, gathering them
/// and bringing the errors back in the asked order is part of the measured work.
/// </summary>
internal static class ScoringBenchmark
{
    private const int Models = 4096;
    private const int Rows = 65_536;
    private const int Repetitions = 9;

    public static IReadOnlyList<BenchmarkRow> Run(BenchmarkOptions options)
    {
        var architecture = new Architecture(32, [16], 8);
        var vae = new Architecture(32, [16], 8, LatentKind.Gaussian);
        var rows = new List<BenchmarkRow>();

        var work = new RoutedScoring(architecture, Models, Rows);
        var reference = new RoutedScoring(architecture, Models, Rows, new ScalarScorer());
        (double simd, double scalar) = Measurement.Paired(work.Score, reference.Score, Rows, Repetitions);
        rows.Add(new BenchmarkRow(
            "scoring.manyModels",
            "rows/s",
            simd,
            scalar,
            simd / scalar,
            1,
            $"{Models} models, {Rows} rows, routing included; peer = the scalar reference"));

        long before = GC.GetAllocatedBytesForCurrentThread();
        work.Score();
        rows.Add(BenchmarkRow.Plain(
            "scoring.allocatedBytesPerRow", "B", (double)(GC.GetAllocatedBytesForCurrentThread() - before) / Rows, 1, "the same work"));

        var single = new SingleRows(architecture, Models);
        double calls = Measurement.Rate(single.Score, SingleRows.Calls, Repetitions);
        rows.Add(BenchmarkRow.Plain("scoring.oneRow", "µs", 1e6 / calls, 1, "one row a call, another model each time"));

        var variational = new RoutedScoring(vae, Models, Rows);
        (double plain, double gaussian) = Measurement.Paired(work.Score, variational.Score, Rows, Repetitions);
        rows.Add(BenchmarkRow.Plain("scoring.vaeCost", "× autoencoder", plain / gaussian, 1, "time of the same shape with a Gaussian latent"));

        foreach (int models in (int[])[64, 1024, 16_384, 131_072])
        {
            var many = new RoutedScoring(architecture, models, Math.Max(Rows, models));
            double rate = Measurement.Rate(many.Score, many.RowCount, 5);
            rows.Add(BenchmarkRow.Plain(
                $"scoring.models.{models}",
                "rows/s",
                rate,
                1,
                $"{models} models, {architecture.SlotBytes * models / 1e6:0.#} MB of parameters, {many.RowCount} rows"));
        }

        return rows;
    }

    /// <summary>Rows in random order, each for one of the models.</summary>
    private sealed class RoutedScoring
    {
        private readonly ModelArena _arena;
        private readonly IScorer _scorer;
        private readonly int[] _slotOf;
        private readonly float[] _rows;
        private readonly int[] _counts;
        private readonly int[] _order;
        private readonly int[] _slots;
        private readonly float[] _gathered;
        private readonly float[] _reconstructions;
        private readonly float[] _errors;
        private readonly float[] _divergences;
        private readonly float[] _results;

        public RoutedScoring(Architecture architecture, int models, int rows, IScorer? scorer = null)
        {
            RowCount = rows;
            _scorer = scorer ?? new SimdScorer();
            _arena = SyntheticModels.Create(architecture, models);
            _rows = SyntheticModels.Rows(architecture, rows);
            var random = new Numerics.Randomness.PhiloxRandom(19);
            _slotOf = new int[rows];
            for (int r = 0; r < rows; r++)
            {
                _slotOf[r] = r < models ? r : random.NextInt32(models);
            }

            random.Shuffle<int>(_slotOf);
            _counts = new int[models + 1];
            _order = new int[rows];
            _slots = new int[rows];
            _gathered = new float[_rows.Length];
            _reconstructions = new float[_rows.Length];
            _errors = new float[rows];
            _divergences = new float[rows];
            _results = new float[rows];
        }

        public int RowCount { get; }

        public void Score()
        {
            Array.Clear(_counts);
            foreach (int slot in _slotOf)
            {
                _counts[slot + 1]++;
            }

            for (int m = 1; m < _counts.Length; m++)
            {
                _counts[m] += _counts[m - 1];
            }

            int stride = _arena.Architecture.RowStride;
            for (int r = 0; r < RowCount; r++)
            {
                int place = _counts[_slotOf[r]]++;
                _order[place] = r;
                _slots[place] = _slotOf[r];
                _rows.AsSpan(r * stride, stride).CopyTo(_gathered.AsSpan(place * stride));
            }

            _scorer.Score(_arena, new ScoreBatch(_slots, _gathered, _reconstructions, _errors, _divergences));
            for (int place = 0; place < RowCount; place++)
            {
                _results[_order[place]] = _errors[place];
            }
        }
    }

    /// <summary>A call a row: what an event-at-a-time system pays.</summary>
    private sealed class SingleRows(Architecture architecture, int models)
    {
        public const int Calls = 65_536;

        private readonly SimdScorer _scorer = new();
        private readonly ModelArena _arena = SyntheticModels.Create(architecture, models);
        private readonly float[] _rows = SyntheticModels.Rows(architecture, 256);
        private readonly float[] _reconstruction = new float[architecture.RowStride];
        private readonly int[] _slot = new int[1];
        private readonly float[] _error = new float[1];
        private readonly float[] _divergence = new float[1];

        public void Score()
        {
            int stride = architecture.RowStride;
            for (int i = 0; i < Calls; i++)
            {
                _slot[0] = i % models;
                _scorer.Score(
                    _arena, new ScoreBatch(_slot, _rows.AsSpan(i % 256 * stride, stride), _reconstruction, _error, _divergence));
            }
        }
    }
}
