import { describe, expect, it } from "vitest";
import {
  parseGeneratorConfig,
  parseGeneratorMode,
  parseGeneratorSchedule,
  parseGeneratorStatus,
} from "../../src/pages/generator.js";

describe("a generator", () => {
  it("has a status; -1 is no state of charge", () => {
    const answer = {
      admin_state: "close",
      oper_state: "open",
      admin_mode: 2,
      schedule: 1,
      start_soc: 100,
      stop_soc: -1,
      exc_on: 0,
      present: 1,
      type: 1,
    };
    expect(parseGeneratorStatus(JSON.stringify(answer))).toEqual({
      relayState: "open",
      relayTarget: "close",
      modeCode: 2,
      hasSchedule: true,
      startPercent: 100,
      stopPercent: undefined,
      isExercising: false,
      isPresent: true,
      typeCode: 1,
      problems: [],
      repaired: [],
    });
  });

  it.each([
    [30, 70, 30, 70],
    [-1, -1, undefined, undefined],
    [2 ** 32 - 1, null, undefined, undefined],
  ])("starts at %j and stops at %j", (start_soc, stop_soc, startPercent, stopPercent) => {
    const soc = { start_soc, stop_soc };
    const status = JSON.stringify({ present: 1, ...soc });
    expect(parseGeneratorStatus(status)).toMatchObject({ startPercent, stopPercent });
    const schedule = { default: [{ days: [{ periods: [soc] }] }] };
    expect(parseGeneratorSchedule(JSON.stringify({ default_soc: soc, schedule }))).toMatchObject({
      defaultStartPercent: startPercent,
      defaultStopPercent: stopPercent,
      plans: [{ days: [{ periods: [{ startPercent, stopPercent }] }] }],
    });
  });

  it("has a configuration", () => {
    const answer = {
      max_cont_gen_amps: 58.3,
      min_gen_loading_perc: 5,
      max_gen_efficiency_perc: 100,
      name_plate_rating_wat: 14,
      start_method: "Auto",
      warm_up_mins: 1,
      cool_down_mins: 2,
      gen_type: "Standby",
      model: "M (14kW)",
      manufacturer: "Maker",
      last_updated_by: "ITK",
      warranty: null,
      generator_id: 7,
      charge_from_generator: true,
    };
    expect(parseGeneratorConfig(JSON.stringify(answer))).toEqual({
      manufacturer: "Maker",
      model: "M (14kW)",
      generatorId: undefined,
      type: "Standby",
      startMethod: "Auto",
      maxContinuousAmperes: 58.3,
      ratedKilowatts: 14,
      minLoadPercent: 5,
      maxEfficiencyPercent: 100,
      warmUpMinutes: 1,
      coolDownMinutes: 2,
      mayChargeBatteries: true,
      lastUpdatedBy: "ITK",
      problems: [{ at: "generator_id", message: "should be text, is 7" }],
      repaired: [],
    });
  });

  it("has a schedule", () => {
    const period = {
      id: "p",
      start: 0,
      duration: 1440,
      start_soc: 30,
      stop_soc: -1,
      setting: "AON",
    };
    const answer = {
      exercise_config: { freq_in_weeks: 1, start: 750, duration: 30, day: "Sun" },
      default_soc: { start_soc: 30, stop_soc: 70 },
      schedule: {
        default: [
          {
            id: "always_on",
            start: "1/1",
            end: "12/31",
            days: [{ id: "weekend", week_days: "Sat,Sun", periods: [period, 3] }],
          },
        ],
      },
      last_updated_by: "ITK",
    };
    expect(parseGeneratorSchedule(JSON.stringify(answer))).toEqual({
      exercise: { intervalWeeks: 1, day: "Sun", startMinute: 750, durationMinutes: 30 },
      defaultStartPercent: 30,
      defaultStopPercent: 70,
      plans: [
        {
          id: "always_on",
          firstDay: "1/1",
          lastDay: "12/31",
          days: [
            {
              id: "weekend",
              weekDays: ["Sat", "Sun"],
              periods: [
                {
                  id: "p",
                  startMinute: 0,
                  durationMinutes: 1440,
                  startPercent: 30,
                  stopPercent: undefined,
                  setting: "AON",
                },
              ],
            },
          ],
        },
      ],
      lastUpdatedBy: "ITK",
      problems: [
        { at: "schedule.default[0].days[0].periods[1]", message: "should be an object, is 3" },
      ],
      repaired: [],
    });
  });

  it("was told what to do", () => {
    expect(parseGeneratorMode('{"gen_cmd":"auto","last_updated_by":"ITK"}')).toMatchObject({
      command: "auto",
      lastUpdatedBy: "ITK",
    });
  });

  it("is absent where the gateway answers {}", () => {
    expect(parseGeneratorConfig("{}\n")).toBeUndefined();
    expect(parseGeneratorSchedule(" { } ")).toBeUndefined();
  });

  it.each(['{"error":"busy"}', ' { "err": "404 - Not Found" }', "[]", "<html>"])(
    "is not in %s",
    (text) => {
      const parsers = [
        parseGeneratorStatus,
        parseGeneratorConfig,
        parseGeneratorSchedule,
        parseGeneratorMode,
      ];
      for (const parse of parsers) {
        expect(() => parse(text)).toThrow(expect.objectContaining({ code: "ERR_INVALID_BODY" }));
      }
    },
  );
});
