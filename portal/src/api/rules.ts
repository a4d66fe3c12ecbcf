// The HTTP API as types, made by `make api-types`; sha256 63817f2af3775956aceae3560c9c2727462a9e0e7f8915d68e1c581bb8e6d1ee
export const rules = {
  "ConnectionBody": {
    "clientId": {
      "minLength": 1,
      "maxLength": 200,
      "pattern": "^[^\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f]*$"
    },
    "clientSecret": {
      "minLength": 1,
      "maxLength": 1000,
      "pattern": "^[^\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f]*$"
    },
    "instance": {
      "minLength": 1,
      "maxLength": 300,
      "pattern": "^[^\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f]*$"
    }
  },
  "DraftBody": {
    "actionId": {
      "minLength": 1,
      "maxLength": 200,
      "pattern": "^[^\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f]*$"
    },
    "description": {
      "minLength": 1,
      "maxLength": 16000,
      "pattern": "^[^\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f]*$"
    },
    "name": {
      "minLength": 1,
      "maxLength": 250,
      "pattern": "^[^\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f]*$"
    }
  },
  "PushBody": {
    "sysId": {
      "pattern": "^[0-9a-f]{32}$"
    },
    "table": {
      "minLength": 1,
      "maxLength": 80,
      "pattern": "^[^\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f]*$"
    }
  }
} as const;
