using FsCheck;
using FsCheck.Fluent;
using StreamAe.Monitoring.Entities;

namespace StreamAe.Monitoring.Tests.Entities;

public sealed class RowHistoryTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(15)]
    [InlineData(16)]
    [InlineData(17)]
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
        var history = new RowHistory(1, 64);
        for (int i = 0; i < 40; i++)
        {
            history.Append([i]);
        }

        Assert.Equal(3, history.DirtyPages);
        Assert.Equal([2, 1, 0], Pages(history));
        Assert.Equal(0, history.DirtyPages);
        history.Append([40]);
        Assert.Equal([2], Pages(history));
        history.Exclude(3);
        Assert.Equal([0], Pages(history));
        Assert.Empty(Pages(history));
    }

    [Fact]
    public void ClearDirty_Always_LeavesNothingToWrite()
    {
        var history = new RowHistory(1, 64);
        history.Append([1]);
        history.ClearDirty();
        Assert.Empty(Pages(history));
    }

    [Fact]
    public void Exclude_RowNotHeld_ChangesNothing()
    {
        var history = new RowHistory(1, 16);
        for (int i = 0; i < 40; i++)
        {
            history.Append([i]);
        }

        history.ClearDirty();
        history.Exclude(23);
        history.Exclude(40);
        history.Exclude(-1);
        Assert.Equal(0, history.DirtyPages);
        Assert.DoesNotContain(true, history.Copy().Excluded);
        Assert.False(history.Holds(23));
        Assert.True(history.Holds(24));
    }

    [Theory]
    [InlineData(10, 20, 1, 0)] // rows 10 to 19 on pages 0 and 1
    [InlineData(10, 20, 0, 1)]
    [InlineData(64, 40, 2, 1)]
    public void RestoreEnd_APageMissing_IsRefused(int capacity, int end, int missing, int present)
    {
        var history = new RowHistory(1, capacity);
        for (int page = 0; page < 3; page++)
        {
            if (page != missing && page < ((capacity + 15) / 16) + 1)
            {
                history.RestorePage(page, 0, new float[RowHistory.PageRows]);
            }
        }

        Assert.NotEqual(missing, present);
        InvalidDataException error = Assert.Throws<InvalidDataException>(() => history.RestoreEnd(end));
        Assert.Contains($"page {missing}", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(-1, 32)]
    [InlineData(2, 32)]
    [InlineData(0, 31)] // half a row
    [InlineData(0, 34)]
    public void RestorePage_ThatDoesNotFit_IsRefused(int number, int floats) =>
        Assert.Throws<InvalidDataException>(() => new RowHistory(2, 16).RestorePage(number, 0, new float[floats]));

    private static List<int> Pages(RowHistory history)
    {
        var numbers = new List<int>();
        history.WriteDirty(ref numbers, static (ref List<int> list, int number, ushort _, ReadOnlySpan<float> _) => list.Add(number));
        return numbers;
    }

    /// <summary>The history beside the list that says what it should hold, and a store that gets the changed pages only.</summary>
    private sealed class Subject(int capacity)
    {
        private readonly List<(float A, float B)> _rows = [];
        private readonly List<bool> _excluded = [];
        private Dictionary<int, (ushort Excluded, float[] Rows)> _store = [];
        private RowHistory _history = new(2, capacity);

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
            _history.Append([row.A, row.B]);
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

        private void Persist() => _history.WriteDirty(
            ref _store,
            static (ref Dictionary<int, (ushort, float[])> store, int number, ushort excluded, ReadOnlySpan<float> rows) =>
                store[number] = (excluded, rows.ToArray()));

        private void Restart()
        {
            _history = new RowHistory(2, capacity);
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
