using StreamAe.Monitoring.Definitions;
using StreamAe.Monitoring.Files;
using StreamAe.Monitoring.Models;
using StreamAe.Monitoring.Observations;
using StreamAe.Monitoring.Plans;
using StreamAe.Monitoring.Runtime;
using StreamAe.Monitoring.Sinks;
using StreamAe.Monitoring.Tests.TestData;
using StreamAe.Monitoring.Verdicts;
using StreamAe.Numerics.Coding;
using StreamAe.Numerics.Scoring;

namespace StreamAe.Monitoring.Tests.Sinks;

public sealed class RowEncoderTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    private static readonly Schema Payments = new(
        [Channel.Number("amount"), Channel.Category("category", ["food", "fuel"]), Channel.Number("risk"), Channel.Number("drift")]);

    private static readonly MonitorDefinition Definition = TestMonitors.Quick with
    {
        Features =
        [
            FeatureDefinition.Number("amount") with { Transform = NumberTransform.Log1p },
            FeatureDefinition.Category("category", ["food", "fuel"]),
            FeatureDefinition.Number("risk") with { IsContext = true },
            FeatureDefinition.Number("drift") with { Transform = NumberTransform.SignedLog },
            FeatureDefinition.HourOfDay,
        ],
        Training = TestMonitors.Quick.Training with { MinRows = 10_000_000 },
    };

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>A model that reconstructs 2 everywhere, with mean 1 and deviation 0.5: encoded 2, so e² − 1 of a logarithm.</summary>
    [Fact]
    public async Task Encode_Denoised_IsInTheUnitsOfTheSourceBesideTheValues()
    {
        List<SentRecord> records = await EncodeAsync(KeptRows.Denoised, [[40, 1, 0.5f, -3], [float.NaN, 7, 0.25f, 0]]);
        Assert.Equal(2, records.Count);
        Assert.Equal("test/card/0", records[0].Id);
        Assert.Equal("""{"amount":40,"category":"fuel","risk":0.5,"drift":-3}""", records[0].Value.GetProperty("values").GetRawText());
        Assert.Equal("""{"category":"other","risk":0.25,"drift":0}""", records[1].Value.GetProperty("values").GetRawText());
        Assert.All(records, r =>
        {
            Assert.Equal(["amount", "category", "drift"], r.Value.GetProperty("denoised").EnumerateObject().Select(p => p.Name));
            Assert.Equal(Math.Exp(2) - 1, r.Value.GetProperty("denoised").GetProperty("amount").GetDouble(), 1e-5);
            Assert.Equal("food", r.Value.GetProperty("denoised").GetProperty("category").GetString());
            Assert.Equal(Math.Exp(2) - 1, r.Value.GetProperty("denoised").GetProperty("drift").GetDouble(), 1e-5);
            Assert.Equal(3, r.Number("modelVersion"));
            Assert.False(r.Has("code"));
        });
    }

    [Fact]
    public async Task Encode_NumberThatOverflows_IsLeftOut()
    {
        List<SentRecord> records = await EncodeAsync(KeptRows.Denoised, [[1, 0, 0, 1]], constant: 400);
        Assert.Equal(["category"], records[0].Value.GetProperty("denoised").EnumerateObject().Select(p => p.Name));
    }

    [Fact]
    public async Task Encode_RowsThatNobodyScored_AreNoRecords()
    {
        Assert.Empty(await EncodeAsync(KeptRows.Denoised, [[1, 0, 0, 1]], hasModel: false));
        List<SentRecord> records = await EncodeAsync(KeptRows.Denoised, [[1, 0, 0, 1], [float.NaN, float.NaN, float.NaN, float.NaN], [2, 0, 0, 1]]);
        Assert.Equal(["test/card/0", "test/card/2"], records.Select(r => r.Id));
    }

    /// <summary>Real models of a population, retrained within: each code is what the row's own model makes of the row.</summary>
    [Fact]
    public async Task Encode_Latent_IsTheCodeOfTheRowsModel()
    {
        var plans = new PlanSet(Population.Definition with
        {
            Window = new WindowDefinition { Rows = 1 },
            Differences = false,
            Training = Population.Definition.Training with { Every = null },
            Data = new DataDefinition { SilenceFactor = 0 },
        });
        var models = new Dictionary<(string Entity, int Version), EntityModel>();
        int compared = 0;
        using var encoder = new RowEncoder("v", TestMonitors.Name, KeptRows.Latent);
        var committer = new NullCommitter(observe: poll =>
        {
            foreach (ModelPromotion promotion in poll.Parts.SelectMany(p => p.Promotions))
            {
                models[(plans.Directory.KeyOf(promotion.Entity), promotion.Model.Version)] = promotion.Model;
            }

            var buffer = new RecordBuffer("v");
            encoder.Encode(poll, buffer);
            Dictionary<string, SentRecord> records = SentRecord.Of(buffer).ToDictionary(r => r.Id);
            int scored = 0;
            for (int row = 0; row < poll.Batch.Count; row++)
            {
                Verdict verdict = poll.Verdicts[row];
                scored += verdict.IsScored ? 1 : 0;
                string entity = plans.Directory.KeyOf(verdict.Entity);
                if (verdict.IsScored && !verdict.Flags.HasFlag(VerdictFlags.Provisional) && !verdict.Flags.HasFlag(VerdictFlags.Imputed))
                {
                    float[] code = Code(poll.Plan, models[(entity, verdict.ModelVersion)], poll.Batch.ValuesOf(row).ToArray());
                    Assert.Equal(code, records[$"test/{entity}/{verdict.Sequence}"].Value.GetProperty("code").EnumerateArray().Select(c => c.GetSingle()));
                    compared++;
                }
            }

            Assert.Equal(scored, buffer.Count);
        });
        await using var runtime = new LocalRuntime(
            plans,
            new SimdScorer(),
            committer,
            new DeadLetterCounter(),
            new RuntimeOptions { Shards = 2, Training = TrainingMode.Inline, KeepRows = KeptRows.Latent | KeptRows.Denoised, ScoreBatchRows = 16 });
        await runtime.RunAsync([new MemorySource("s", Population.Rows(), plans.Directory) { PollSizes = [90, 1, 7] }], Stop).WaitAsync(Patience, Stop);
        Assert.InRange(compared, 100, 960);
    }

    [Fact]
    public async Task Encode_RuntimeThatKeepsNothing_SaysWhatItNeeds()
    {
        InvalidOperationException error = await Assert.ThrowsAsync<InvalidOperationException>(
            () => EncodeAsync(KeptRows.Latent, [[1, 0, 0, 1]], runtimeKeeps: KeptRows.None));
        Assert.Equal("The runtime keeps no rows; it needs KeepRows Latent for sink v.", error.Message);
    }

    private static float[] Code(MonitorPlan plan, EntityModel model, float[] values)
    {
        float[] row = new float[plan.Architecture.RowStride];
        float[] code = new float[plan.Architecture.Latent];
        model.Scaler.Scale(values, 0, 0, row);
        int slot = plan.Arena.Allocate(model.Parameters);
        LatentCoder.Encode(plan.Arena, [slot], row, code, []);
        plan.Arena.Free(slot);
        return code;
    }

    private static async Task<List<SentRecord>> EncodeAsync(
        KeptRows kept, float[][] values, float constant = 2, bool hasModel = true, KeptRows? runtimeKeeps = null)
    {
        var records = new List<SentRecord>();
        using var encoder = new RowEncoder("v", TestMonitors.Name, kept);
        var plans = new PlanSet(Definition);
        var committer = new NullCommitter(observe: poll =>
        {
            var buffer = new RecordBuffer("v");
            encoder.Encode(poll, buffer);
            records.AddRange(SentRecord.Of(buffer));
        });
        await using var runtime = new LocalRuntime(
            plans, new SimdScorer(), committer, new DeadLetterCounter(), new RuntimeOptions { Shards = 1, KeepRows = runtimeKeeps ?? kept });
        MonitorPlan plan = plans.For(Payments);
        if (hasModel)
        {
            plan.Cohort = plan.MakeResident(HandMade.Constant(plan, version: 3, ModelOrigin.Cohort, constant, mean: 1, deviation: 0.5f));
        }

        List<SourceRow> rows = [.. values.Select((v, i) => new SourceRow("card", i + 1, v, Payments))];
        await runtime.RunAsync([new MemorySource("s", rows, plans.Directory)], Stop).WaitAsync(Patience, Stop);
        return records;
    }
}
