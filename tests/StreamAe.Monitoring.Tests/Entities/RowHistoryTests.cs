using FsCheck;
using FsCheck.Fluent;
using StreamAe.Monitoring.Entities;
using StreamAe.Numerics.Arena;

namespace StreamAe.Monitoring.Tests.Entities;

public sealed class RowHistoryTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(9)]
    [InlineData(33)]
    public void AnyUse_AgainstAPlainList_HoldsTheSameRows(int capacity) =>
        Prop.ForAll(
            Gen.Choose(0, 999).ArrayOf().Resize(150).ToArbitrary(),
            commands =>
            {
                var subject = new Subject(capacity);
                foreach (int command in commands)
                {
                    subject.Apply(command);
                }
            }).Check(Config.QuickThrowOnFailure.WithMaxTest(60));

    [Fact]
    public void WriteDirty_AfterOneAppend_WritesOnePage()
    {
        RowHistory history = Create(1, 64);
        for (int i = 0; i < 40; i++)
        {
            Append(history, i);
        }

        Assert.Equal(5, history.DirtyPages);
        Assert.Equal([4, 3, 2, 1, 0], Pages(history));
        Assert.Equal(0, history.DirtyPages);
        Append(history, 40);
        Assert.Equal([5], Pages(history));
        history.Exclude(3);
        Assert.Equal([0], Pages(history));
        Assert.Empty(Pages(history));
    }

    [Fact]
    public void Include_ExcludedRow_MayBeUsedAgain()
    {
        RowHistory history = Create(1, 64);
        for (int i = 0; i < 40; i++)
        {
            Append(history, i);
        }

        history.Exclude(3);
        history.Exclude(4);
        Pages(history);
        history.Include(3);
        Assert.Equal((false, true), (history.IsExcluded(3), history.IsExcluded(4)));
        Assert.Equal([0], Pages(history));

        // Nothing changes, nothing is written.
        history.Include(3);
        history.Include(40);
        history.Include(-1);
        Assert.Equal(0, history.DirtyPages);
    }

    [Fact]
    public void Exclude_RowNotHeld_ChangesNothing()
    {
        RowHistory history = Create(1, 16);
        for (int i = 0; i < 40; i++)
        {
            Append(history, i);
        }

        Pages(history);
        history.Exclude(23);
        history.Exclude(40);
        history.Exclude(-1);
        Assert.Equal(0, history.DirtyPages);
        Assert.DoesNotContain(true, history.Copy().Excluded);
        Assert.False(history.Holds(23));
        Assert.True(history.Holds(24));
    }

    [Theory]
    [InlineData(10, 20, 1, 2)] // rows 10 to 19 on pages 1 and 2
    [InlineData(10, 20, 2, 1)]
    [InlineData(64, 40, 2, 1)]
    public void RestoreEnd_APageMissing_IsRefused(int capacity, int end, int missing, int present)
    {
        RowHistory history = Create(1, capacity);
        for (int page = 0; page < 3; page++)
        {
            if (page != missing && page < ((capacity + 7) / 8) + 1)
            {
                history.RestorePage(page, 0, new float[RowHistory.PageRows]);
            }
        }

        Assert.NotEqual(missing, present);
        InvalidDataException error = Assert.Throws<InvalidDataException>(() => history.RestoreEnd(end));
        Assert.Contains($"page {missing}", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(-1, 16)]
    [InlineData(3, 16)]
    [InlineData(0, 15)] // half a row
    [InlineData(0, 18)]
    public void RestorePage_ThatDoesNotFit_IsRefused(int number, int floats) =>
        Assert.Throws<InvalidDataException>(() => Create(2, 16).RestorePage(number, 0, new float[floats]));

    [Fact]
    public void Newest_Always_IsTheRowAppendedLast()
    {
        RowHistory history = Create(2, 5);
        Assert.True(history.Newest.IsEmpty);
        for (int i = 0; i < 40; i++)
        {
            Append(history, i, -i);
            Assert.Equal([i, -i], history.Newest.ToArray());
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(12_345)]
    public void BeginAt_ANumber_HoldsTheRowsFromThereOn(long begin)
    {
        RowHistory history = Create(2, 12);
        history.BeginAt(begin);
        Assert.True(history.Newest.IsEmpty);
        for (int i = 0; i < 40; i++)
        {
            new[] { (float)i, -i }.CopyTo(history.Append(out ReadOnlySpan<float> before));
            Assert.Equal(i == 0 ? [] : [i - 1f, 1f - i], before.ToArray());
            Assert.Equal((begin, begin + i + 1, Math.Min(i + 1, 12)), (history.Begin, history.End, history.Count));
            for (int back = 0; back < history.Count; back++)
            {
                Assert.Equal([i - back, back - i], history.Row(begin + i - back).ToArray());
            }

            Assert.False(history.Holds(begin - 1));
        }
    }

    [Fact]
    public void Append_TwoHistoriesOfOneArena_KeepTheirRowsApart()
    {
        SlotArena pages = RowHistory.CreatePages(1);
        var first = new RowHistory(pages, 1, 40);
        var second = new RowHistory(pages, 1, 40);
        for (int i = 0; i < 100; i++)
        {
            Append(first, i);
            Append(second, 1000 + i);
        }

        Assert.Equal(Enumerable.Range(60, 40).Select(i => (float)i), first.Copy().Rows);
        Assert.Equal(Enumerable.Range(1060, 40).Select(i => (float)i), second.Copy().Rows);
        Assert.Equal(2 * 6, pages.Used);
    }

    private static RowHistory Create(int features, int capacity) => new(RowHistory.CreatePages(features), features, capacity);

    private static void Append(RowHistory history, params ReadOnlySpan<float> row) => row.CopyTo(history.Append(out _));

    private static List<int> Pages(RowHistory history)
    {
        var numbers = new List<int>();
        while (history.TakeDirty(out int number, out _, out _))
        {
            numbers.Add(number);
        }

        return numbers;
    }

    /// <summary>The history beside the list that says what it should hold, and a store that gets the changed pages only.</summary>
    private sealed class Subject(int capacity)
    {
        private readonly List<(float A, float B)> _rows = [];
        private readonly List<bool> _excluded = [];
        private readonly Dictionary<int, (ushort Excluded, float[] Rows)> _store = [];
        private RowHistory _history = Create(2, capacity);

        public void Apply(int command)
        {
            switch (command % 10)
            {
                case 7:
                    // Up to a page further back than what is held.
                    Exclude(_rows.Count - 1 - (command / 10 % (capacity + 16)));
                    break;
                case 8:
                    Persist();
                    break;
                case 9:
                    Persist();
                    Restart();
                    break;
                default:
                    Append();
                    break;
            }

            Check(1 + (command / 10 % (capacity + 3)));
        }

        private void Append()
        {
            (float A, float B) row = (_rows.Count, -_rows.Count);
            RowHistoryTests.Append(_history, row.A, row.B);
            _rows.Add(row);
            _excluded.Add(false);
        }

        private void Exclude(int number)
        {
            _history.Exclude(number);
            if (number >= 0 && number >= _rows.Count - capacity)
            {
                _excluded[number] = true;
            }
        }

        private void Persist()
        {
            while (_history.TakeDirty(out int number, out ushort excluded, out ReadOnlySpan<float> rows))
            {
                _store[number] = (excluded, rows.ToArray());
            }
        }

        private void Restart()
        {
            _history = Create(2, capacity);
            foreach ((int number, (ushort excluded, float[] rows)) in _store)
            {
                _history.RestorePage(number, excluded, rows);
            }

            _history.RestoreEnd(_rows.Count);
        }

        private void Check(int maxRows)
        {
            int held = Math.Min(capacity, _rows.Count);
            Assert.Equal(held, _history.Count);
            Assert.Equal(_rows.Count, _history.End);
            foreach (int count in (int[])[held, Math.Min(held, maxRows)])
            {
                (float[] rows, bool[] excluded) = _history.Copy(count == held ? int.MaxValue : maxRows);
                Assert.Equal(_rows.TakeLast(count).SelectMany(r => new[] { r.A, r.B }), rows);
                Assert.Equal(_excluded.TakeLast(count), excluded);
            }

            for (int n = Math.Max(0, _rows.Count - capacity - 2); n < _rows.Count; n++)
            {
                Assert.Equal(n >= _rows.Count - capacity, _history.Holds(n));
            }
        }
    }
}
