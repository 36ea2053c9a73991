using System.Buffers.Binary;
using System.Text;
using StreamAe.Monitoring.Alerts;
using StreamAe.Monitoring.Entities;
using StreamAe.Monitoring.Models;
using StreamAe.Monitoring.Observations;
using StreamAe.Monitoring.Operations;
using StreamAe.Monitoring.Runtime;
using StreamAe.Monitoring.Tests.TestData;
using StreamAe.Monitoring.Training;
using StreamAe.Monitoring.Verdicts;
using StreamAe.Orleans.Wire;

namespace StreamAe.Orleans.Tests.Wire;

/// <summary>What comes back between silos: all of it arrives in the poll, in bytes that no one changes unnoticed; other bytes are refused.</summary>
public sealed class JudgedRowsTests
{
    private const int HeadBytes = 16;
    private const int VerdictBytes = 80;

    [Fact]
    public async Task Take_JudgedRows_GivesThePollAllThatBecameOfThem()
    {
        await using SentRows sent = await SentRows.OfAsync(3);
        WireRows received = sent.Received();
        EntityMonitor entity = Judged(sent);
        EntityModel model = HandMade.Constant(sent.Poll.Plan, version: 4, constant: 0.5f);
        for (int row = 0; row < 3; row++)
        {
            received.VerdictAt(row) = VerdictOf(row);
        }

        received.AddAlert(Raised);
        received.Refuse(1, DeadLetterReason.Late, "late");
        received.AddTraining(2, new TrainingResult(4, TrainingVerdict.Promote, model, Report: null, "better"), fromSequence: 9, afterVersion: 3);
        var figures = new ChallengerFigures(10, 11, 0.5f, float.PositiveInfinity, -1);
        received.AddTraining(
            0,
            new TrainingResult(5, TrainingVerdict.NotBetter, Model: null, Report: null, "worse") { Figures = figures, Rejected = model },
            fromSequence: 9,
            afterVersion: 4,
            failedInARow: 2);
        EntityModel askedFor = HandMade.Constant(sent.Poll.Plan, version: 2);
        var outcome = new RequestOutcome(6, false, RequestVerdict.Applied, "version 2 in use", 12);
        received.AddRequest(outcome, askedFor, afterVersion: 4);
        received.AddState(entity);
        var state = new StateBuffer();
        state.Add(sent.Number, Judged(sent));

        sent.Rows.Take(received.AnswerWith(RowsStatus.Judged).JudgedBytes!);

        Assert.True(sent.Rows.IsJudged);
        Assert.Equal(
            Enumerable.Range(0, 3).Select(row => Lines.Of(VerdictOf(row))), Enumerable.Range(0, 3).Select(row => Lines.Of(sent.Rows.VerdictAt(row))));
        Assert.Equal([100L, 102, 104], Enumerable.Range(0, 3).Select(row => sent.Rows.VerdictAt(row).Position));
        Assert.All(Enumerable.Range(0, 3), row => Assert.Equal(sent.Number, sent.Rows.VerdictAt(row).Entity));
        Alert alert = Assert.Single(sent.Part.Alerts);
        Assert.Equal(Raised with { Features = [] }, alert with { Features = [] });
        Assert.Equal(Raised.Features, alert.Features);
        DeadLetter letter = Assert.Single(sent.Letters);
        Assert.Equal(("s", 102, DeadLetterReason.Late, "late"), (letter.Source, letter.Position, letter.Reason, letter.Detail));
        Assert.Equal(
            [$"{SentRows.Entity} 4 Promote better", $"{SentRows.Entity} 5 NotBetter worse"],
            sent.Part.Trainings.Select(t => $"{t.Entity} {t.Result.Version} {t.Result.Verdict} {t.Result.Detail}"));
        Assert.Equal((figures, 2, sent.Number), (sent.Part.Trainings[1].Result.Figures, sent.Part.Trainings[1].FailedInARow, sent.Part.Trainings[1].Number));
        Assert.Equal(EntityModelCodec.Write(model), EntityModelCodec.Write(sent.Part.Trainings[1].Result.Rejected!));
        Assert.Equal(outcome, Assert.Single(sent.Part.Requests));
        ModelPromotion asked = sent.Part.Promotions[1];
        Assert.Equal((sent.Number, 12, 100, 4, 6), (asked.Entity, asked.FromSequence, asked.FromPosition, asked.AfterVersion, asked.Request));
        Assert.Equal(EntityModelCodec.Write(askedFor), EntityModelCodec.Write(asked.Model));
        sent.Part.Promotions.RemoveAt(1);
        ModelPromotion promotion = Assert.Single(sent.Part.Promotions);
        Assert.Equal((sent.Number, 9, 104, 3), (promotion.Entity, promotion.FromSequence, promotion.FromPosition, promotion.AfterVersion));
        Assert.Equal(EntityModelCodec.Write(model), EntityModelCodec.Write(promotion.Model));
        Assert.Equal(state.Bytes.ToArray(), sent.Part.States.Bytes.ToArray());
    }

    /// <summary>Silos of two versions of the program meet in a rolling update: other bytes need another <see cref="JudgedRows.Version"/>.</summary>
    [Fact]
    public void Write_VerdictWithState_AreTheseBytes()
    {
        var top = default(TopFeatures);
        for (int i = 0; i < TopFeatures.Capacity; i++)
        {
            top[i] = new TopFeatures.Contribution(0x0C0D0E0F + i, i);
        }

        Verdict verdict = new()
        {
            Entity = 0x01020304,
            ModelVersion = 0x11121314,
            Sequence = 0x2122232425262728,
            Position = 0x3132333435363738,
            EventTime = 0x4142434445464748,
            ReconstructionError = 1,
            KlDivergence = 2,
            Score = 3,
            Threshold = 4,
            Surprise = 5,
            Flags = VerdictFlags.Scored | VerdictFlags.Rejected,
            Top = top,
        };
        Assert.Equal(
            "02500000" + "01000000" + "02000000" + "00000000"
            + "04030201" + "14131211" + "2827262524232221" + "3837363534333231" + "4847464544434241"
            + "0000803F" + "00000040" + "00004040" + "00008040" + "0000A040" + "81000000"
            + "0F0E0D0C" + "00000000" + "100E0D0C" + "0000803F" + "110E0D0C" + "00000040"
            + "ABCD",
            Convert.ToHexString(JudgedRows.Write([verdict], [0xAB, 0xCD], new JudgedEvents())));
    }

    /// <summary>The same.</summary>
    [Fact]
    public void Write_Events_AreThisText()
    {
        var events = new JudgedEvents
        {
            Alerts = { Raised },
            Refused = { new RefusedRow(1, DeadLetterReason.Late, "late") },
            Trainings =
            {
                new EndedTraining(2, 4, TrainingVerdict.NotBetter, "worse", 9, 3, [1, 2])
                {
                    FailedInARow = 2,
                    Figures = new ChallengerFigures(10, 11, 0.5f, float.PositiveInfinity, -1),
                    Rejected = [3],
                },
            },
            Requests = { new AppliedRequest(new RequestOutcome(6, true, RequestVerdict.Refused, "why", 8), [4], 2) },
        };
        byte[] bytes = JudgedRows.Write([default], [], events);
        Assert.Equal(
            """
            {"Alerts":[{"Id":"id","Monitor":"test","Entity":"pump/1","Kind":1,"Severity":2,"EventTime":7,"Since":6,"Sequence":5,"Surprise":"Infinity","Score":"NaN","Threshold":1.5,"ReconstructionError":2,"KlDivergence":3,"ModelVersion":4,"IsProvisional":true,"Features":[{"Feature":"x0","Share":0.5,"Actual":"1","Expected":"2"}],"Confidence":0.5,"ImputedShare":0.25,"KlShare":0.125}],"Refused":[{"Row":1,"Reason":8,"Detail":"late"}],"Trainings":[{"Row":2,"Version":4,"Verdict":1,"Detail":"worse","FromSequence":9,"AfterVersion":3,"Model":"AQI=","FailedInARow":2,"Figures":{"Rows":10,"TrainedThrough":11,"Error":0.5,"ChampionError":"Infinity","ChampionVersion":-1},"Rejected":"Aw=="}],"Requests":[{"Outcome":{"Sequence":6,"IsForAll":true,"Verdict":1,"Detail":"why","AtSequence":8},"Model":"BA==","AfterVersion":2}]}
            """,
            Encoding.UTF8.GetString(bytes[(HeadBytes + VerdictBytes)..]));
    }

    [Fact]
    public async Task Take_CutOffAnywhere_IsInvalid()
    {
        await using SentRows sent = await SentRows.OfAsync(2);
        byte[] bytes = Answer(sent);
        for (int length = 0; length < bytes.Length; length++)
        {
            Assert.Throws<InvalidDataException>(() => sent.Rows.Take(bytes[..length]));
        }

        Assert.Throws<InvalidDataException>(() => sent.Rows.Take([.. bytes, 0]));
        sent.Rows.Take(bytes);
    }

    [Theory]
    [InlineData(0, JudgedRows.Version + 1)]
    [InlineData(1, VerdictBytes - 4)]
    public async Task Take_OtherVersion_IsInvalidAndSaysSo(int at, byte value)
    {
        await using SentRows sent = await SentRows.OfAsync(2);
        byte[] bytes = Answer(sent);
        bytes[at] = value;
        Assert.Contains("version", Assert.Throws<InvalidDataException>(() => sent.Rows.Take(bytes)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1, 0, 0)]
    [InlineData(3, 0, 0)]
    [InlineData(-1, 0, 0)]
    [InlineData(int.MaxValue, 0, 0)]
    [InlineData(2, -1, 0)]
    [InlineData(2, 1, 0)]
    [InlineData(2, int.MaxValue, 0)]
    [InlineData(2, 0, 1)]
    [InlineData(2, 0, -1)]
    [InlineData(2, int.MaxValue, int.MinValue)]
    public async Task Take_CountsThatDoNotFit_IsInvalid(int rows, int state, int events)
    {
        await using SentRows sent = await SentRows.OfAsync(2);
        byte[] bytes = JudgedRows.Write(new Verdict[2], [], new JudgedEvents());
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(4), rows);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(8), state);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(12), events);
        Assert.Throws<InvalidDataException>(() => sent.Rows.Take(bytes));
    }

    [Theory]
    [InlineData("null")]
    [InlineData("{")]
    [InlineData("""{"Alerts":null}""")]
    [InlineData("""{"Alerts":[null]}""")]
    [InlineData("""{"Alerts":[{}]}""")]
    [InlineData("""{"Refused":null}""")]
    [InlineData("""{"Refused":[null]}""")]
    [InlineData("""{"Refused":[{"Row":2,"Reason":8,"Detail":"late"}]}""")]
    [InlineData("""{"Refused":[{"Row":-1,"Reason":8,"Detail":"late"}]}""")]
    [InlineData("""{"Refused":[{"Row":0,"Reason":8,"Detail":null}]}""")]
    [InlineData("""{"Trainings":[null]}""")]
    [InlineData("""{"Requests":[null]}""")]
    [InlineData("""{"Requests":[{"Outcome":null,"Model":null,"AfterVersion":2}]}""")]
    [InlineData("""{"Trainings":[{"Row":2,"Version":4,"Verdict":1,"Detail":"worse","FromSequence":9,"AfterVersion":3,"Model":null}]}""")]
    [InlineData("""{"Trainings":[{"Row":0,"Version":4,"Verdict":1,"Detail":"worse","FromSequence":9,"AfterVersion":3,"Model":"AQI="}]}""")]
    public async Task Take_EventsThatAreNone_IsInvalid(string json)
    {
        await using SentRows sent = await SentRows.OfAsync(2);
        byte[] bytes = [.. JudgedRows.Write(new Verdict[2], [], new JudgedEvents()), .. Encoding.UTF8.GetBytes(json)];
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(12), json.Length);
        Assert.Throws<InvalidDataException>(() => sent.Rows.Take(bytes));
    }

    /// <summary>What the committer will walk through must be what it says.</summary>
    [Fact]
    public async Task Take_StateThatIsNone_IsInvalid()
    {
        await using SentRows sent = await SentRows.OfAsync(2);
        var buffer = new StateBuffer();
        buffer.Add(0, Judged(sent));
        byte[] state = buffer.Bytes.ToArray();
        for (int length = 1; length < state.Length; length++)
        {
            byte[] cut = JudgedRows.Write(new Verdict[2], state.AsSpan(0, length), new JudgedEvents());
            Assert.Throws<InvalidDataException>(() => sent.Rows.Take(cut));
        }

        byte[] twice = JudgedRows.Write(new Verdict[2], [.. state, .. state], new JudgedEvents());
        Assert.Throws<InvalidDataException>(() => sent.Rows.Take(twice));
        Assert.True(sent.Part.States.IsEmpty);
    }

    [Fact]
    public async Task Take_RandomBytes_IsInvalidOrTaken()
    {
        await using SentRows sent = await SentRows.OfAsync(2);
        byte[] written = Answer(sent);
        var random = new Random(6);
        int taken = 0;
        for (int i = 0; i < 5_000; i++)
        {
            byte[] bytes = [.. written];
            if (i % 2 == 0)
            {
                random.NextBytes(bytes.AsSpan(12));
            }
            else
            {
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            }

            try
            {
                sent.Rows.Take(bytes);
                taken++;
                StateBuffer.Reader reader = sent.Part.States.GetReader();
                while (reader.ReadEntity(out int entity, out ReadOnlyMemory<byte> state, out int pages))
                {
                    Assert.Equal((sent.Number, EntityMonitor.LeastStateBytes), (entity, state.Length));
                    for (; pages > 0; pages--)
                    {
                        reader.ReadPage(out _, out _, out _);
                    }
                }
            }
            catch (InvalidDataException)
            {
                // As it should be.
            }

            sent.Part.Clear();
        }

        Assert.InRange(taken, 100, 4_900);
    }

    private static Alert Raised { get; } = new(
        "id", "test", SentRows.Entity, AlertKind.Silence, AlertSeverity.Critical, 7, 6, 5, float.PositiveInfinity, float.NaN, 1.5f, 2, 3, 4, true, [new FeatureContribution("x0", 0.5f, "1", "2")])
    {
        Confidence = 0.5f,
        ImputedShare = 0.25f,
        KlShare = 0.125f,
    };

    private static Verdict VerdictOf(int row) => new() { ModelVersion = row, Sequence = 10 + row, EventTime = row, Score = float.NaN, Surprise = row, Flags = (VerdictFlags)row, Top = TopFeatures.None };

    /// <summary>An entity that took in a row: it has a state and a page.</summary>
    private static EntityMonitor Judged(SentRows sent)
    {
        var entity = new EntityMonitor(sent.Poll.Plan, SentRows.Entity);
        entity.PrepareTo(out PreparedRow prepared, EventTime.FromSeconds(1), [1.5f], new float[1], new float[sent.Poll.Plan.Architecture.RowStride]);
        Verdict verdict = default;
        entity.JudgeUnscored(prepared, [1.5f], ref verdict);
        return entity;
    }

    private static byte[] Answer(SentRows sent)
    {
        WireRows received = sent.Received();
        received.AddAlert(Raised);
        received.Refuse(1, DeadLetterReason.Late, "late");
        received.AddTraining(
            1, new TrainingResult(4, TrainingVerdict.Promote, HandMade.Constant(sent.Poll.Plan), Report: null, "better"), fromSequence: 9, afterVersion: 3);
        received.AddState(Judged(sent));
        return received.AnswerWith(RowsStatus.Judged).JudgedBytes!;
    }
}
