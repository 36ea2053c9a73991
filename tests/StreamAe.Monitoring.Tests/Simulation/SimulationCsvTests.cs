using System.Globalization;
using StreamAe.Monitoring.Observations;
using StreamAe.Monitoring.Simulation;

namespace StreamAe.Monitoring.Tests.Simulation;

public sealed class SimulationCsvTests
{
    [Theory]
    [InlineData("pumps", "entity,t,flow,pressure,temperature,vibration,speed,power,current,level,label")]
    [InlineData("cards", "entity,t,amount,category,distance,merchant,latitude,longitude,label")]
    public void Write_ThenParsed_IsTheStreamExactly(string kind, string header)
    {
        const int From = 12_345;
        const int Count = 20_000;
        SimulatedStream stream = Streams.Create(kind);
        using var writer = new StringWriter();

        SimulationCsv.Write(stream, writer, From, From + Count, cancellationToken: TestContext.Current.CancellationToken);

        string text = writer.ToString();
        Assert.EndsWith("\n", text);
        string[] lines = text.Split('\n')[..^1];
        Assert.Equal(header, lines[0]);
        Assert.Equal(Count + 1, lines.Length);
        int missing = 0;
        foreach (((SimulatedEvent read, float[] values), string line) in Streams.Take(stream, Count, From).Zip(lines.Skip(1)))
        {
            string[] fields = line.Split(',');
            Assert.Equal(stream.Schema.Count + 3, fields.Length);
            Assert.Equal(stream.EntityKey(read.Entity), fields[0]);
            Assert.True(EventTime.TryParse(fields[1], out long ticks));
            Assert.Equal(read.EventTime, ticks);
            for (int channel = 0; channel < values.Length; channel++)
            {
                string field = fields[channel + 2];
                missing += field.Length == 0 ? 1 : 0;
                Assert.Equal(values[channel], Parse(stream.Schema.Channels[channel], field));
                Assert.DoesNotContain('E', field);
            }

            Assert.Equal(read.Label.ToString(CultureInfo.InvariantCulture), fields[^1]);
        }

        Assert.True(missing > 0, "A missing value was met.");
    }

    [Fact]
    public void Write_OfALongStretch_ReportsProgress()
    {
        var reports = new List<long>();
        SimulationCsv.Write(new CardStream(1, 500), TextWriter.Null, 0, 150_000, reports.Add, TestContext.Current.CancellationToken);
        Assert.Equal([65_536, 131_072, 150_000], reports);
    }

    [Fact]
    public void Write_NoRows_IsAHeader()
    {
        using var writer = new StringWriter();
        SimulationCsv.Write(new CardStream(1, 5), writer, 7, 7, cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal("entity,t,amount,category,distance,merchant,latitude,longitude,label\n", writer.ToString());
        Assert.Throws<ArgumentOutOfRangeException>(() =>
            SimulationCsv.Write(new CardStream(1, 5), writer, 7, 6, cancellationToken: TestContext.Current.CancellationToken));
    }

    private static float Parse(Channel channel, string field) =>
        field.Length == 0 ? float.NaN
        : channel.Kind == ChannelKind.Category ? channel.Categories.ToList().IndexOf(field)
        : float.Parse(field, CultureInfo.InvariantCulture);
}
