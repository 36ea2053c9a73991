using System.Net;
using System.Text.Json;

namespace StreamAe.Host.Tests.Api;

/// <summary>What operators change of the running service, and that it takes effect.</summary>
public sealed class ApiChangeTests(RunningService service) : IClassFixture<RunningService>
{
    private const string Prefix = "monitors/" + RunningService.Monitor;
    private const string Thresholds = Prefix + "/thresholds";

    [Fact]
    public async Task Threshold_IsPreviewedSetAndInForceOnTheNextEvents()
    {
        await service.FeedAsync(20);
        JsonElement preview = (await service.SendAsync(HttpMethod.Post, $"{Thresholds}/preview", new { policy = "quantile", value = 0.9, entity = "c", days = 30 })).Body;
        Assert.True(preview.GetProperty("proposed").GetProperty("anomalous").GetInt64() > preview.GetProperty("now").GetProperty("anomalous").GetInt64());

        (_, _, HttpResponseMessage before) = await service.SendAsync(HttpMethod.Get, Thresholds);
        string tag = before.Headers.ETag!.ToString();
        var change = new { level = "entity", target = "c", policy = "static", value = -1e6, reason = "everything" };
        (HttpStatusCode set, JsonElement now, HttpResponseMessage after) = await service.SendAsync(HttpMethod.Put, Thresholds, change, tag);
        Assert.Equal(HttpStatusCode.OK, set);
        Assert.Contains(now.GetProperty("overrides").EnumerateArray(), o => o.GetProperty("target").GetString() == "c");
        Assert.Equal(HttpStatusCode.PreconditionFailed, (await service.SendAsync(HttpMethod.Put, Thresholds, change, tag)).Status);
        await RunningService.WaitForAsync(async () =>
            (await service.GetAsync($"{Prefix}/entity?key=c")).GetProperty("threshold").GetProperty("source").GetString() == "entity");
        long alerts = await AlertsOf("c");
        await service.FeedAsync();
        Assert.Equal(alerts + 1, await AlertsOf("c"));

        string current = after.Headers.ETag!.ToString();
        Assert.Equal(HttpStatusCode.OK, (await service.SendAsync(HttpMethod.Delete, $"{Thresholds}?level=entity&target=c&reason=enough", ifMatch: current)).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await service.SendAsync(HttpMethod.Delete, $"{Thresholds}?level=entity&target=c&reason=enough")).Status);
        JsonElement[] history = [.. (await service.GetAsync($"{Thresholds}/history")).GetProperty("items").EnumerateArray()];
        Assert.Equal(["removed", "set"], history.Take(2).Select(h => h.GetProperty("change").GetString()));
        JsonElement audit = (await service.GetAsync("audit")).GetProperty("items").EnumerateArray().First(e => e.GetProperty("what").GetString() == "threshold removed");
        Assert.Equal(("c", "static -1000000", "enough"), (audit.GetProperty("target").GetString(), audit.GetProperty("before").GetString(), audit.GetProperty("why").GetString()));
    }

    [Fact]
    public async Task Feedback_IsAppliedBeforeTheNextEventAndStandsBesideTheAlert()
    {
        await service.FeedAsync(5, odd: 4);
        JsonElement alert = (await service.GetAsync("alerts?entity=a%2F1&limit=1")).GetProperty("items")[0];
        string id = alert.GetProperty("id").GetString()!;
        (HttpStatusCode status, JsonElement request, _) = await service.SendAsync(HttpMethod.Post, $"alerts/{id}/feedback", new { feedback = "false", reason = "flushed" });
        Assert.Equal((HttpStatusCode.Accepted, "pending"), (status, request.GetProperty("state").GetString()));
        await service.FeedUntilAsync(async () => (await SaidOf(id)).GetProperty("outcome").ValueKind == JsonValueKind.String);
        JsonElement said = await SaidOf(id);
        Assert.Equal(("false", "flushed"), (said.GetProperty("feedback").GetString(), said.GetProperty("reason").GetString()));
        Assert.Contains("decades above", said.GetProperty("outcome").GetString(), StringComparison.Ordinal);
        Assert.DoesNotContain((await service.GetAsync("alerts?said=none&limit=1000")).GetProperty("items").EnumerateArray(), a => a.GetProperty("id").GetString() == id);
        Assert.Contains((await service.GetAsync("alerts?said=false")).GetProperty("items").EnumerateArray(), a => a.GetProperty("id").GetString() == id);
    }

    [Fact]
    public async Task Snooze_HoldsTheEntitysAlertsBackUntilItEnds()
    {
        await service.FeedAsync(5, odd: 50);
        string id = (await service.GetAsync("alerts?entity=a%2F1&limit=1")).GetProperty("items")[0].GetProperty("id").GetString()!;
        Assert.Equal(HttpStatusCode.Accepted, (await service.SendAsync(HttpMethod.Post, $"alerts/{id}/snooze", new { hours = 100, reason = "on it" })).Status);
        await service.FeedUntilAsync(async () => (await service.GetAsync($"{Prefix}/entity?key=a%2F1")).GetProperty("quietUntil").ValueKind == JsonValueKind.String);
        long before = await AlertsOf("a/1");
        await service.FeedAsync(1, odd: 60);
        Assert.Equal(before, await AlertsOf("a/1"));
        Assert.Equal(HttpStatusCode.Accepted, (await service.SendAsync(HttpMethod.Post, $"alerts/{id}/snooze", new { hours = 0, reason = "done" })).Status);
        await service.FeedUntilAsync(async () => (await service.GetAsync($"{Prefix}/entity?key=a%2F1")).GetProperty("quietUntil").ValueKind == JsonValueKind.Null);
        before = await AlertsOf("a/1");
        await service.FeedAsync(1, odd: 70);
        Assert.Equal(before + 1, await AlertsOf("a/1"));
    }

    [Fact]
    public async Task Requests_GoToTheEntityAndTheirOutcomeIsListed()
    {
        (HttpStatusCode status, JsonElement request, _) = await service.SendAsync(
            HttpMethod.Post, $"{Prefix}/entity/requests?key=b", new { kind = "rollback", version = 99, reason = "try" });
        Assert.Equal(HttpStatusCode.Accepted, status);
        long sequence = request.GetProperty("sequence").GetInt64();
        await service.FeedUntilAsync(async () => (await RequestOf(sequence)).GetProperty("state").GetString() == "refused");
        Assert.Contains("is not kept", (await RequestOf(sequence)).GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Accepted, (await service.SendAsync(HttpMethod.Post, $"{Prefix}/retrain", new { reason = "all" })).Status);
    }

    [Fact]
    public async Task MonitorFile_IsCheckedTriedAndWritten()
    {
        (_, JsonElement detail, HttpResponseMessage answer) = await service.SendAsync(HttpMethod.Get, Prefix);
        string text = detail.GetProperty("definition").GetString()!, tag = answer.Headers.ETag!.ToString();
        JsonElement wrong = (await service.SendAsync(HttpMethod.Post, "monitors/validate", new { definition = text.Replace("0.999", "7", StringComparison.Ordinal) })).Body;
        Assert.False(wrong.GetProperty("valid").GetBoolean());
        Assert.Equal("threshold.quantile", wrong.GetProperty("errors")[0].GetProperty("key").GetString());

        string stricter = text.Replace("0.999", "0.9999", StringComparison.Ordinal);
        JsonElement tried = (await service.SendAsync(HttpMethod.Put, $"{Prefix}?dryRun=true", new { definition = stricter })).Body;
        JsonElement changed = Assert.Single(tried.GetProperty("changes").EnumerateArray());
        Assert.Equal(("threshold.quantile", "0.999", "0.9999"), (changed.GetProperty("key").GetString(), changed.GetProperty("before").GetString(), changed.GetProperty("after").GetString()));
        Assert.True(tried.GetProperty("modelsKept").GetBoolean());
        JsonElement other = (await service.SendAsync(HttpMethod.Put, $"{Prefix}?dryRun=true", new { definition = text + "features: [x]\n" })).Body;
        Assert.False(other.GetProperty("modelsKept").GetBoolean());
        Assert.Equal("now", tried.GetProperty("takesEffect").GetString());
        Assert.Equal(text, await File.ReadAllTextAsync(service.MonitorFile, TestContext.Current.CancellationToken));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await service.SendAsync(HttpMethod.Put, Prefix, new { definition = stricter })).Status);
        Assert.Equal(HttpStatusCode.PreconditionFailed, (await service.SendAsync(HttpMethod.Put, Prefix, new { definition = stricter, reason = "x" }, "\"old\"")).Status);
        Assert.Equal(HttpStatusCode.OK, (await service.SendAsync(HttpMethod.Put, Prefix, new { definition = stricter, reason = "too loud" }, tag)).Status);
        Assert.Equal(stricter, await File.ReadAllTextAsync(service.MonitorFile, TestContext.Current.CancellationToken));
        await service.WaitUntilTakenOverAsync();
        JsonElement entry = (await service.GetAsync("audit")).GetProperty("items").EnumerateArray().First(e => e.GetProperty("what").GetString() == "monitor changed");
        Assert.Equal(("too loud", text, stricter), (entry.GetProperty("why").GetString(), entry.GetProperty("before").GetString(), entry.GetProperty("after").GetString()));
    }

    [Theory]
    [InlineData("PUT", Thresholds, """{"level":"entity","target":"nobody","policy":"quantile","value":0.9,"reason":"x"}""", HttpStatusCode.NotFound)]
    [InlineData("PUT", Thresholds, """{"level":"monitor","policy":"quantile","value":2,"reason":"x"}""", HttpStatusCode.UnprocessableEntity)]
    [InlineData("PUT", Thresholds, """{"level":"monitor","policy":"quantile","value":0.9}""", HttpStatusCode.BadRequest)]
    [InlineData("PUT", Thresholds, """{"level":"monitor","policy":"quantile","value":0.9,"reason":"x","expires":"2001-01-01T00:00:00Z"}""", HttpStatusCode.UnprocessableEntity)]
    [InlineData("PUT", Thresholds, """{"level":"monitor","policy":"quantile","value":1e999,"reason":"x"}""", HttpStatusCode.UnprocessableEntity)]
    [InlineData("PUT", Thresholds, """{"level":"planet","policy":"quantile","value":0.9,"reason":"x"}""", HttpStatusCode.BadRequest)]
    [InlineData("PUT", Thresholds, """{"level":"monitor","policy":"quantile","value":0.9,"reason":"x","sudo":true}""", HttpStatusCode.BadRequest)]
    [InlineData("PUT", Thresholds, "{", HttpStatusCode.BadRequest)]
    [InlineData("PUT", Thresholds, "null", HttpStatusCode.BadRequest)]
    [InlineData("POST", Thresholds + "/preview", """{"policy":"quantile","value":0.9,"m":9,"n":2}""", HttpStatusCode.UnprocessableEntity)]
    [InlineData("POST", Prefix + "/entity/requests?key=nobody", """{"kind":"retrain","reason":"x"}""", HttpStatusCode.NotFound)]
    [InlineData("POST", Prefix + "/entity/requests?key=b", """{"kind":"rollback","reason":"x"}""", HttpStatusCode.UnprocessableEntity)]
    [InlineData("POST", Prefix + "/entity/requests?key=b", """{"kind":"unknown","reason":"x"}""", HttpStatusCode.UnprocessableEntity)]
    [InlineData("POST", "dead-letters/replay", "{}", HttpStatusCode.BadRequest)]
    [InlineData("POST", "dead-letters/replay", "[]", HttpStatusCode.BadRequest)]
    [InlineData("POST", "dead-letters/replay", """{"letters":[],"reason":"x"}""", HttpStatusCode.UnprocessableEntity)]
    [InlineData("POST", "dead-letters/replay", """{"letters":null,"reason":"x"}""", HttpStatusCode.BadRequest)]
    [InlineData("POST", "dead-letters/replay", """{"letters":[null],"reason":"x"}""", HttpStatusCode.UnprocessableEntity)]
    [InlineData("POST", "dead-letters/replay", """{"letters":["swings"],"reason":"x"}""", HttpStatusCode.BadRequest)]
    [InlineData("POST", "dead-letters/replay", """{"letters":[{"monitor":null,"source":"a","position":1}],"reason":"x"}""", HttpStatusCode.BadRequest)]
    [InlineData("POST", "dead-letters/replay", """{"letters":[{"monitor":"swings","source":"../../etc/passwd","position":-1}],"reason":"x"}""", HttpStatusCode.UnprocessableEntity)]
    [InlineData("POST", "dead-letters/replay", """{"letters":[{"monitor":"swings","source":"a","position":1e30}],"reason":"x"}""", HttpStatusCode.BadRequest)]
    [InlineData("POST", "dead-letters/replay?dryRun=maybe", """{"letters":[{"monitor":"swings","source":"a","position":1}],"reason":"x"}""", HttpStatusCode.BadRequest)]
    [InlineData("POST", "alerts/nothing/feedback", """{"feedback":"true","reason":"x"}""", HttpStatusCode.NotFound)]
    public async Task Change_ThatIsWrong_ChangesNothingAndSaysWhy(string method, string address, string body, HttpStatusCode status)
    {
        string before = (await service.GetAsync(Thresholds)).ToString();
        (HttpStatusCode was, JsonElement problem, _) = await service.SendAsync(HttpMethod.Parse(method), address, body);
        Assert.Equal(status, was);
        Assert.NotEmpty(problem.GetProperty("detail").GetString()!);
        Assert.Equal(before, (await service.GetAsync(Thresholds)).ToString());
    }

    [Fact]
    public async Task Letters_OfFiles_AreNotReplayedAndSayWhatToDo()
    {
        await service.FeedBadAsync("b,no time,1,2");
        JsonElement letter = (await service.GetAsync("dead-letters")).GetProperty("items")[0];
        Assert.Equal(("swings", "time"), (letter.GetProperty("monitor").GetString(), letter.GetProperty("reason").GetString()));
        object[] letters = [new { monitor = "swings", source = letter.GetProperty("source").GetString(), position = letter.GetProperty("position").GetInt64() }];

        // Wanted twice, it is one letter.
        (HttpStatusCode status, JsonElement tried, _) = await service.SendAsync(HttpMethod.Post, "dead-letters/replay?dryRun=true", new { letters = (object[])[letters[0], letters[0]] });
        Assert.Equal(HttpStatusCode.OK, status);
        JsonElement outcome = Assert.Single(tried.GetProperty("items").EnumerateArray());
        Assert.Equal("notReplayable", outcome.GetProperty("state").GetString());
        Assert.Contains("into a new file", outcome.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Contains("behind all that is in its partition", tried.GetProperty("warning").GetString(), StringComparison.Ordinal);

        // What is more than a try needs a reason.
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await service.SendAsync(HttpMethod.Post, "dead-letters/replay", new { letters })).Status);
        Assert.Equal(HttpStatusCode.OK, (await service.SendAsync(HttpMethod.Post, "dead-letters/replay", new { letters, reason = "mended" })).Status);
        Assert.Equal(JsonValueKind.Null, (await service.GetAsync("dead-letters")).GetProperty("items")[0].GetProperty("replayed").ValueKind);
    }

    private async Task<long> AlertsOf(string key) =>
        (await service.GetAsync($"{Prefix}/entity?key={Uri.EscapeDataString(key)}")).GetProperty("alerts").GetInt64();

    private async Task<JsonElement> SaidOf(string alert) => (await service.GetAsync($"alerts/{alert}")).GetProperty("said");

    private async Task<JsonElement> RequestOf(long sequence) =>
        (await service.GetAsync($"{Prefix}/requests")).GetProperty("items").EnumerateArray().First(r => r.GetProperty("sequence").GetInt64() == sequence);
}
