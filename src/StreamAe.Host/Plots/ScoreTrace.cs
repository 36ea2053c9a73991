using StreamAe.Monitoring.Verdicts;

namespace StreamAe.Host.Plots;

/// <summary>
/// The scores of one entity, few enough for a picture: where there are more rows than <see cref="Capacity"/>, neighbours are put together, the
/// highest score standing for them, so that no peak is lost.
/// </summary>
internal sealed class ScoreTrace
{
    public const int Capacity = 1200;

    private readonly List<Place> _places = [];
    private long _rowsAPlace = 1;
    private long _rowsInLast;

    /// <summary>In the order of the rows.</summary>
    public IReadOnlyList<Place> Places => _places;

    /// <summary>Rows that carried a label.</summary>
    public long Labelled { get; private set; }

    public void Add(in Verdict verdict, bool? isLabelled)
    {
        Labelled += isLabelled is null ? 0 : 1;
        if (!verdict.IsScored)
        {
            return;
        }

        Add(new Place(verdict.EventTime, verdict.Score, verdict.Threshold, verdict.IsAlert, isLabelled ?? false));
    }

    public void Add(in Place row)
    {
        if (_rowsInLast == _rowsAPlace || _places.Count == 0)
        {
            if (_places.Count == Capacity)
            {
                for (int i = 0; i < Capacity / 2; i++)
                {
                    _places[i] = Join(_places[2 * i], _places[(2 * i) + 1]);
                }

                _places.RemoveRange(Capacity / 2, Capacity / 2);
                _rowsAPlace *= 2;
            }

            _places.Add(row);
            _rowsInLast = 1;
            return;
        }

        _places[^1] = Join(_places[^1], row);
        _rowsInLast++;
    }

    private static Place Join(in Place first, in Place second) => new(
        first.EventTime,
        Math.Max(first.Score, second.Score),
        second.Threshold,
        first.IsAlert || second.IsAlert,
        first.IsLabelled || second.IsLabelled);

    /// <param name="EventTime">Ticks.</param>
    /// <param name="IsLabelled">Anomalous, by the label.</param>
    public readonly record struct Place(long EventTime, float Score, float Threshold, bool IsAlert, bool IsLabelled);
}
