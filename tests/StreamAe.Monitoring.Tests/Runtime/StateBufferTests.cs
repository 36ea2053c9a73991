using StreamAe.Monitoring.Entities;
using StreamAe.Monitoring.Persistence;
using StreamAe.Monitoring.Runtime;
using StreamAe.Monitoring.Tests.TestData;

namespace StreamAe.Monitoring.Tests.Runtime;

public sealed class StateBufferTests
{
    [Fact]
    public void Add_Entities_AreReadBackWithTheirChangedPages()
    {
        var buffer = new StateBuffer();
        Driver[] drivers = [new Driver(TestMonitors.Plan(TestMonitors.Quick, 3), "a"), new Driver(TestMonitors.Plan(TestMonitors.Quick, 3), "b")];
        Feed(drivers[0], 0, 20);
        Feed(drivers[1], 0, 203);
        Assert.True(buffer.IsEmpty);
        buffer.Add(7, drivers[0].Monitor);
        buffer.Add(9, drivers[1].Monitor);
        Feed(drivers[0], 20, 21);
        buffer.Add(7, drivers[0].Monitor);

        StateBuffer.Reader reader = buffer.GetReader();

        // Of b the ring of nine pages: eight full ones of its last 203 rows, and the one that is being filled.
        foreach ((int entity, int pages, int rowsOfPages) in (IEnumerable<(int, int, int)>)[(7, 3, 20), (9, 9, (8 * 8) + 3), (7, 1, 5)])
        {
            int bytes = 0;
            Assert.True(reader.ReadEntity(out int read, out ReadOnlyMemory<byte> state, out int count));
            Assert.Equal((entity, pages, EntityMonitor.LeastStateBytes), (read, count, state.Length));
            for (int i = 0; i < count; i++)
            {
                reader.ReadPage(out int number, out _, out ReadOnlyMemory<byte> rows);
                Assert.InRange(number, 0, 8);
                bytes += rows.Length;
            }

            Assert.Equal(((rowsOfPages * 3) + (pages * HistoryPage.HeadFloats)) * sizeof(float), bytes);
        }

        Assert.False(reader.ReadEntity(out _, out _, out _));
        buffer.Clear();
        Assert.False(buffer.GetReader().ReadEntity(out _, out _, out _));
    }

    private static void Feed(Driver driver, int from, int to)
    {
        for (int i = from; i < to; i++)
        {
            driver.Feed(i, i, -i, 0);
        }
    }
}
