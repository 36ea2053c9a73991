using System.Net;
using System.Text.Json;

namespace StreamAe.Host.Tests.Api;

/// <summary>What operators read of the running service.</summary>
public sealed class ApiTests(RunningService service) : IClassFixture<RunningService>
{
    private const string Prefix = "monitors/" + RunningService.Monitor;

    [Fact]
    public async Task Monitors_AreThereWithTheirFigures()
    {
        // Figures are of about the last second.
        JsonElement monitor = default;
        await RunningService.WaitForAsync(async () =>
        {
            monitor = (await service.GetAsync("monitors")).GetProperty("items")[0];
            return monitor.GetProperty("events").GetInt64() >= 3 * RunningService.UsualRows;
        });
        Assert.Equal(("swings", "running", 3L), (monitor.GetProperty("name").GetString(), monitor.GetProperty("state").GetString(), monitor.GetProperty("entities").GetInt64()));
        JsonElement detail = await service.GetAsync(Prefix);
        Assert.StartsWith("monitor: swings", detail.GetProperty("definition").GetString(), StringComparison.Ordinal);
        Assert.Equal(["x", "y"], detail.GetProperty("features").EnumerateArray().Select(f => f.GetProperty("name").GetString()));
        Assert.Equal("quantile", detail.GetProperty("threshold").GetProperty("policy").GetString());
    }

    [Fact]
    public async Task Entities_AreFoundByAPartOfTheirKeysAndPageByPage()
    {
        Assert.Equal(["a/1", "b", "c"], Keys(await service.GetAsync($"{Prefix}/entities")));
        Assert.Equal(["a/1"], Keys(await service.GetAsync($"{Prefix}/entities?search=%2F")));
        Assert.Empty(Keys(await service.GetAsync($"{Prefix}/entities?search=nobody")));
        JsonElement first = await service.GetAsync($"{Prefix}/entities?limit=2");
        Assert.Equal(["a/1", "b"], Keys(first));
        JsonElement second = await service.GetAsync($"{Prefix}/entities?limit=2&cursor={first.GetProperty("next").GetString()}");
        Assert.Equal(["c"], Keys(second));
        Assert.Equal(JsonValueKind.Null, second.GetProperty("next").ValueKind);
    }

    [Fact]
    public async Task Features_AreTheRowsThatCameWithWhatTheModelExpects()
    {
        JsonElement seen = await service.GetAsync($"{Prefix}/entity/features?key=b&rows=60");
        JsonElement entity = await service.GetAsync($"{Prefix}/entity?key=b");
        int last = (int)entity.GetProperty("observations").GetInt64() - 1;
        Assert.Equal("judged", entity.GetProperty("health").GetString());
        Assert.True(seen.GetProperty("exactTimes").GetBoolean());
        double[] times = Numbers(seen.GetProperty("t"));
        Assert.Equal(60, times.Length);
        Assert.Equal(RunningService.TimeOf(last).ToUnixTimeMilliseconds(), times[^1]);
        Assert.Equal(RunningService.TimeOf(last - 59).ToUnixTimeMilliseconds(), times[0]);
        JsonElement x = seen.GetProperty("features")[0];
        double[] actual = Numbers(x.GetProperty("actual")), expected = Numbers(x.GetProperty("expected"));
        double[] low = Numbers(x.GetProperty("low")), high = Numbers(x.GetProperty("high"));
        double[] ofX = Numbers(x.GetProperty("contributions")), ofY = Numbers(seen.GetProperty("features")[1].GetProperty("contributions"));
        for (int i = 0; i < 60; i++)
        {
            Assert.Equal(RunningService.XOf(last - 59 + i), actual[i], 1e-3);
            Assert.InRange(expected[i], low[i], high[i]);
            Assert.Equal(1, ofX[i] + ofY[i], 1e-3);
        }

        // It knows the swing: it is right to a tenth of it, on average.
        Assert.InRange(actual.Zip(expected, (a, e) => Math.Abs(a - e)).Average(), 0, 0.1);
    }

    [Fact]
    public async Task Scores_AreThoseThatWereStoredAndNoPeakIsLost()
    {
        int odd = await service.FeedAsync(5, odd: 3);
        JsonElement all = await service.GetAsync($"{Prefix}/entity/scores?key=a%2F1&from=2026-03-01T00:00:00Z");
        JsonElement thinned = await service.GetAsync($"{Prefix}/entity/scores?key=a%2F1&from=2026-03-01T00:00:00Z&points=10");
        long rows = all.GetProperty("rows").GetInt64();
        Assert.Equal(rows, all.GetProperty("t").GetArrayLength());
        Assert.InRange(rows, RunningService.UsualRows - 200, odd + 1);
        Assert.InRange(thinned.GetProperty("t").GetArrayLength(), 2, 10);
        Assert.Equal(rows, thinned.GetProperty("rows").GetInt64());
        Assert.Equal(Numbers(all.GetProperty("surprise")).Max(), Numbers(thinned.GetProperty("surprise")).Max());
        Assert.Contains(all.GetProperty("alerts").EnumerateArray(), a => a.GetProperty("time").GetDateTimeOffset() == RunningService.TimeOf(odd));
        Assert.NotEmpty(all.GetProperty("versions").EnumerateArray());
        JsonElement past = await service.GetAsync($"{Prefix}/entity/scores?key=a%2F1&from=2027-01-01T00:00:00Z");
        Assert.Equal(0, past.GetProperty("rows").GetInt64());
    }

    [Fact]
    public async Task Versions_TellHowTheirTrainingsWent()
    {
        JsonElement version = (await service.GetAsync($"{Prefix}/entity/versions?key=b")).GetProperty("items").EnumerateArray().First(v => v.GetProperty("isInUse").GetBoolean());
        JsonElement curves = version.GetProperty("curves");
        double[] training = Numbers(curves.GetProperty("training"));
        Assert.InRange(training.Length, 5, 1000);
        Assert.Equal(training.Length, curves.GetProperty("validation").GetArrayLength());
        Assert.True(training[^1] < training[0]);
        Assert.InRange(curves.GetProperty("bestEpoch").GetInt32(), 1, curves.GetProperty("firstEpoch").GetInt32() + training.Length - 1);
    }

    [Fact]
    public async Task Latent_HasAPointForEachRow()
    {
        JsonElement latent = await service.GetAsync($"{Prefix}/entity/latent?key=c&rows=50");
        Assert.All((string[])["x", "y", "t", "surprise"], name => Assert.Equal(50, latent.GetProperty(name).GetArrayLength()));
        Assert.Equal(JsonValueKind.Null, latent.GetProperty("kl").ValueKind);
        Assert.True(Numbers(latent.GetProperty("x")).Distinct().Count() > 10);
    }

    [Fact]
    public async Task Live_TellsAnIncidentWhenItBeginsAndWhenItGrows()
    {
        using CancellationTokenSource limit = Limit();
        CancellationToken stop = limit.Token;
        using var stream = new StreamReader(await service.Client.GetStreamAsync("live", stop));
        await service.FeedAsync(30);
        JsonElement begun = await IncidentAsync(stream, await service.FeedAsync(1, odd: 5), stop);
        JsonElement grown = await IncidentAsync(stream, await service.FeedAsync(1, odd: 6), stop);
        Assert.Equal(begun.GetProperty("id").GetString(), grown.GetProperty("id").GetString());
        Assert.True(grown.GetProperty("alerts").GetInt32() > begun.GetProperty("alerts").GetInt32());
        JsonElement listed = (await service.GetAsync("incidents")).GetProperty("items").EnumerateArray().First(i => i.GetProperty("id").GetString() == grown.GetProperty("id").GetString());
        Assert.Equal(listed.ToString(), grown.ToString());
    }

    [Fact]
    public async Task Capacity_IsWhatWasCounted()
    {
        JsonElement capacity = await service.GetAsync("system/capacity");
        Assert.Equal(Environment.ProcessorCount, capacity.GetProperty("processors").GetInt32());
        Assert.True(capacity.GetProperty("processBytes").GetInt64() > 1 << 20);
        Assert.True(capacity.GetProperty("storeBytes").GetInt64() > 1 << 12);
        JsonElement monitor = Assert.Single(capacity.GetProperty("monitors").EnumerateArray());
        Assert.Equal(("swings", 3L, 3), (monitor.GetProperty("monitor").GetString(), monitor.GetProperty("entities").GetInt64(), monitor.GetProperty("inMemory").GetInt32()));
        Assert.InRange(monitor.GetProperty("modelBytes").GetInt64(), 1, monitor.GetProperty("usedBytes").GetInt64());
        Assert.Equal(JsonValueKind.Null, monitor.GetProperty("limitBytes").ValueKind);
    }

    [Fact]
    public async Task Live_TellsAnAlertWhenItHappens()
    {
        using CancellationTokenSource limit = Limit();
        CancellationToken stop = limit.Token;
        using var stream = new StreamReader(await service.Client.GetStreamAsync($"live?monitor={RunningService.Monitor}&key=a%2F1", stop));
        Assert.Equal(": hello", await stream.ReadLineAsync(stop));
        Task<int> feeding = service.FeedAsync(5, odd: -3);
        var seen = new Dictionary<string, string>(StringComparer.Ordinal);
        while (!(seen.ContainsKey("alert") && seen.ContainsKey("verdict") && seen.ContainsKey("totals")))
        {
            string line = (await stream.ReadLineAsync(stop))!;
            if (line.StartsWith("event: ", StringComparison.Ordinal))
            {
                string data = (await stream.ReadLineAsync(stop))!;
                seen[line["event: ".Length..]] = data["data: ".Length..];
            }
        }

        int odd = await feeding;
        JsonElement alert = JsonDocument.Parse(seen["alert"]).RootElement;
        Assert.Equal("a/1", alert.GetProperty("entity").GetString());
        Assert.Equal(RunningService.TimeOf(odd), alert.GetProperty("time").GetDateTimeOffset());
        Assert.Equal("x", alert.GetProperty("features")[0].GetProperty("feature").GetString());
        Assert.Equal(RunningService.Monitor, JsonDocument.Parse(seen["totals"]).RootElement.GetProperty("monitors")[0].GetProperty("name").GetString());
    }

    /// <summary>A client that lost its connection says which alert it had last, and is told those that came since, in their order.</summary>
    [Fact]
    public async Task Live_TellsWhatAClientMissed()
    {
        using CancellationTokenSource limit = Limit();
        CancellationToken stop = limit.Token;
        await service.FeedAsync(5, odd: 3);
        string last = IdOf(await service.GetAsync("alerts?limit=1"));
        int first = await service.FeedAsync(5, odd: 3), second = await service.FeedAsync(5, odd: 3);
        using var request = new HttpRequestMessage(HttpMethod.Get, "live");
        request.Headers.Add("Last-Event-ID", last);
        using HttpResponseMessage answer = await service.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, stop);
        using var stream = new StreamReader(await answer.Content.ReadAsStreamAsync(stop));
        var times = new List<DateTimeOffset>();
        while (!times.Contains(RunningService.TimeOf(second)))
        {
            string line = (await stream.ReadLineAsync(stop))!;
            if (line.StartsWith("data: ", StringComparison.Ordinal) && line.Contains("\"entity\":\"a/1\"", StringComparison.Ordinal))
            {
                times.Add(JsonDocument.Parse(line["data: ".Length..]).RootElement.GetProperty("time").GetDateTimeOffset());
            }
        }

        Assert.Contains(RunningService.TimeOf(first), times);
        Assert.Equal(times.Order(), times);
        Assert.DoesNotContain(times, time => time <= RunningService.TimeOf(first - 5));
    }

    [Fact]
    public async Task Alerts_AreFilteredAndPaged()
    {
        await service.FeedAsync(5, odd: 3);
        await service.FeedAsync(5, odd: 3);
        JsonElement first = await service.GetAsync("alerts?limit=1");
        JsonElement second = await service.GetAsync($"alerts?limit=1&cursor={first.GetProperty("next").GetString()}");
        Assert.NotEqual(IdOf(first), IdOf(second));
        Assert.True(first.GetProperty("items")[0].GetProperty("time").GetDateTimeOffset() >= second.GetProperty("items")[0].GetProperty("time").GetDateTimeOffset());
        Assert.Empty((await service.GetAsync("alerts?entity=nobody")).GetProperty("items").EnumerateArray());
        Assert.Empty((await service.GetAsync("alerts?kind=silence")).GetProperty("items").EnumerateArray());
        Assert.Equal(IdOf(first), (await service.GetAsync($"alerts/{IdOf(first)}")).GetProperty("id").GetString());
        JsonElement worst = (await service.GetAsync($"{Prefix}/worst?hours=1000")).GetProperty("items")[0];
        Assert.Equal("a/1", worst.GetProperty("key").GetString());
        Assert.NotEmpty((await service.GetAsync("incidents")).GetProperty("items").EnumerateArray());
    }

    [Theory]
    [InlineData("monitors/nope", HttpStatusCode.NotFound)]
    [InlineData("monitors/swings/entity?key=nobody", HttpStatusCode.NotFound)]
    [InlineData("monitors/swings/entity", HttpStatusCode.BadRequest)]
    [InlineData("monitors/swings/entity/features?key=b&rows=0", HttpStatusCode.UnprocessableEntity)]
    [InlineData("monitors/swings/entity/scores?key=b&from=yesterday", HttpStatusCode.BadRequest)]
    [InlineData("alerts?limit=100000", HttpStatusCode.UnprocessableEntity)]
    [InlineData("alerts?severity=loud", HttpStatusCode.UnprocessableEntity)]
    [InlineData("alerts?cursor=here", HttpStatusCode.UnprocessableEntity)]
    [InlineData("alerts/nothing", HttpStatusCode.NotFound)]
    [InlineData("monitors/swings/thresholds/distribution?days=-1", HttpStatusCode.UnprocessableEntity)]
    [InlineData("nothing", HttpStatusCode.NotFound)]
    public async Task Get_OfWhatIsWrong_SaysWhat(string address, HttpStatusCode status)
    {
        (HttpStatusCode was, JsonElement body, HttpResponseMessage answer) = await service.SendAsync(HttpMethod.Get, address);
        Assert.Equal(status, was);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        Assert.NotEmpty(body.GetProperty("title").GetString()!);
        Assert.DoesNotContain("   at ", body.ToString(), StringComparison.Ordinal);
    }

    /// <summary>A stream tells something each second: what does not come would be waited for without an end.</summary>
    /// <summary>The next that is told with an alert of a row as its last.</summary>
    private static async Task<JsonElement> IncidentAsync(StreamReader stream, int row, CancellationToken stop)
    {
        while (true)
        {
            if (await stream.ReadLineAsync(stop) == "event: incident"
                && JsonDocument.Parse((await stream.ReadLineAsync(stop))!["data: ".Length..]).RootElement is var incident
                && incident.GetProperty("to").GetDateTimeOffset() == RunningService.TimeOf(row))
            {
                return incident;
            }
        }
    }

    private static CancellationTokenSource Limit()
    {
        var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(60));
        return limit;
    }

    private static List<string> Keys(JsonElement page) => [.. page.GetProperty("items").EnumerateArray().Select(i => i.GetProperty("key").GetString()!)];

    private static string IdOf(JsonElement page) => page.GetProperty("items")[0].GetProperty("id").GetString()!;

    private static double[] Numbers(JsonElement array) => [.. array.EnumerateArray().Select(v => v.ValueKind == JsonValueKind.Null ? double.NaN : v.GetDouble())];
}
